"""What a diagram shows: boxes, labels, folding, themes."""
