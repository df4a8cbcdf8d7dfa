"""Diagrams of networks, neuron by neuron."""
