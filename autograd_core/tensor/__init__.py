"""`Tensor`, an array in the graph, on the same node as `Value`."""
