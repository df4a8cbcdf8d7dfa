"""Whether gradients are of a healthy size, layer by layer, and what blocks them."""
