/* The ops of a program at one number, as the blocks in autograd_core/ops give them.

   OPERATIONS lists each op once: F1(code, expression in x), F2 (x, y), F3 (x, y, z). The
   loops over one input and over rows are both made from this list. The codes are those
   of opcodes.py. */

#include <math.h>

static inline double op_relu(double x) { return x <= 0.0 ? 0.0 : x; }
static inline double op_sign(double x) { return x != x ? x : (double)(x > 0.0) - (double)(x < 0.0); }
static inline double op_step(double x) { return x != x ? x : (double)(x > 0.0); }
static inline double op_maximum(double x, double y) { return x >= y || x != x ? x : y; }
static inline double op_minimum(double x, double y) { return x <= y || x != x ? x : y; }
static inline double op_where(double c, double x, double y) { return c != 0.0 ? x : y; }
static inline double op_clip(double x, double lo, double hi)
{
    double raised = x < lo ? lo : x;
    double cut = raised > hi ? hi : raised;
    return lo != lo || hi != hi ? lo + hi : cut;
}
static inline double op_power(double x, double y)
{
    if (y == 1.0) return x;
    if (y == 2.0) return x * x;
    if (y == -1.0) return 1.0 / x;
    return pow(x, y);
}
static inline double op_sigmoid(double x)
{
    double small = exp(-fabs(x));
    return (x >= 0.0 ? 1.0 : small) / (1.0 + small);
}
static inline double op_softplus(double x) { return (x > 0.0 ? x : 0.0) + log1p(exp(-fabs(x))); }
static inline double op_silu(double x)
{
    double share = op_sigmoid(x);
    return share == 0.0 ? 0.0 : x * share;
}
static inline double op_gelu(double x)
{
    double share = 0.5 * erfc(-x * 0.70710678118654757);
    return share == 0.0 ? 0.0 : x * share;
}
static inline double op_leaky_relu(double x, double slope) { return x > 0.0 ? x : slope * x; }
static inline double op_elu(double x, double alpha) { return x > 0.0 ? x : alpha * expm1(x); }
static inline double op_hard_tanh(double x) { return x < -1.0 ? -1.0 : x > 1.0 ? 1.0 : x; }

#define OPERATIONS                                                                      \
    F2(1, x + y) F2(2, x - y) F2(3, x * y) F2(4, x / y) F1(5, -x) F1(6, 1.0 / x)         \
    F1(7, x * x) F1(8, sqrt(x)) F2(9, op_power(x, y)) F1(13, op_relu(x))                \
    F1(14, fabs(x)) F1(15, op_sign(x)) F1(16, op_step(x)) F2(17, op_maximum(x, y))      \
    F2(18, op_minimum(x, y)) F3(19, op_where(x, y, z)) F3(20, op_clip(x, y, z))         \
    F2(21, (double)(x > y)) F2(22, (double)(x >= y)) F2(23, (double)(x < y))            \
    F2(24, (double)(x <= y)) F2(25, (double)(x == y)) F2(26, (double)(x != y))          \
    F2(27, (double)(x != 0.0 && y != 0.0)) F2(28, (double)(x != 0.0 || y != 0.0))       \
    F1(29, sin(x)) F1(30, cos(x)) F1(31, tan(x)) F1(32, sinh(x)) F1(33, cosh(x))        \
    F1(34, expm1(x)) F1(35, log1p(x)) F1(36, op_sigmoid(x)) F1(37, op_softplus(x))      \
    F1(38, op_silu(x)) F1(39, op_hard_tanh(x)) F2(40, op_leaky_relu(x, y))              \
    F1(41, atan(x)) F1(42, asinh(x)) F2(43, op_elu(x, y)) F1(44, erf(x))               \
    F1(45, erfc(x)) F2(46, hypot(x, y)) F1(47, asin(x)) F1(48, acos(x))                \
    F1(49, acosh(x)) F1(50, atanh(x)) F1(51, op_gelu(x))

/* Ops that the loops over rows compute by a polynomial instead. */
#define ELEMENTARY F1(10, exp(x)) F1(11, log(x)) F1(12, tanh(x))

enum { OP_LINEAR = 90, OP_CALL = 91, OP_SUM = 92, OP_SUM_PRODUCTS = 93, OP_SUMS = 94 };
