"""What only the compiled build needs: nodes in slabs, rows of doubles."""
