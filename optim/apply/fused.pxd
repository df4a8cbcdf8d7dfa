# C's math for the compiled build of fused.py.
cimport libc.math as math
