# C functions for the compiled build.
cimport libc.math as math
