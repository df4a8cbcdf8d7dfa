"""The modes: `no_grad`, `detect_anomaly`, `scope`, and which transforms are running."""
