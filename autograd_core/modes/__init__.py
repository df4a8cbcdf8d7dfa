"""Modes: `no_grad`, `detect_anomaly`, `scope`, and the transforms that are running."""
