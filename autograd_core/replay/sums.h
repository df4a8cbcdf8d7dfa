/* Sums of products side by side. ROWS(sums) names the function of this compilation.

   The instruction: first result, how many sums, how many parts. A part is: how many
   products of each sum, the steps from one sum to the next of first and of second
   factors, the slots of both in the first sum. The results lie side by side. A step of 0
   is a factor that all sums share; where there is one, it is the second.

   Each sum is added from left to right, as a sum by itself is; vectors do four at once. */

#if defined(__GNUC__)

#define NEAR(x) (*(const loose_lanes *)(x))
#define FAR(x, step) ((lanes){(x)[0], (x)[step], (x)[2 * (step)], (x)[3 * (step)]})

/* One or two vectors of sums: one addition waits for the last, two share the time. */
static inline __attribute__((always_inline)) void ROWS(sum_vectors)(
    const int32_t *p, double *s, long c, int vectors)
{
    const lanes nothing = {-0.0, -0.0, -0.0, -0.0}; /* -0.0 + x is x, whatever its sign */
    const int32_t *q = p + 3;
    lanes a = nothing, b = nothing;
    for (int32_t parts = p[2]; parts > 0; parts--) {
        const int32_t *end = q + 3 + 2 * q[0];
        const long dx = q[1], dy = q[2];
        const double *x = s + c * dx, *y = s + c * dy, *x2 = x + 4 * dx, *y2 = y + 4 * dy;
        q += 3;
        if (dx == 1 && dy == 0)
            for (; q < end; q += 2) {
                double factor = s[q[1]];
                a += NEAR(x + q[0]) * factor;
                if (vectors == 2) b += NEAR(x2 + q[0]) * factor;
            }
        else if (dy == 0)
            for (; q < end; q += 2) {
                double factor = s[q[1]];
                a += FAR(x + q[0], dx) * factor;
                if (vectors == 2) b += FAR(x2 + q[0], dx) * factor;
            }
        else
            for (; q < end; q += 2) {
                a += FAR(x + q[0], dx) * FAR(y + q[1], dy);
                if (vectors == 2) b += FAR(x2 + q[0], dx) * FAR(y2 + q[1], dy);
            }
    }
    *(loose_lanes *)(s + p[0] + c) = a;
    if (vectors == 2) *(loose_lanes *)(s + p[0] + c + 4) = b;
}

/* As many sums as vectors hold; gives how many these are. */
static long ROWS(sums_in_vectors)(const int32_t *p, double *s)
{
    long c = 0;
    for (; c + 8 <= p[1]; c += 8) ROWS(sum_vectors)(p, s, c, 2);
    for (; c + 4 <= p[1]; c += 4) ROWS(sum_vectors)(p, s, c, 1);
    return c;
}

#undef NEAR
#undef FAR

#else

static long ROWS(sums_in_vectors)(const int32_t *p, double *s) { return 0; }

#endif

static const int32_t *ROWS(sums)(const int32_t *p, double *s)
{
    const int32_t *q = p + 3;
    for (int32_t parts = p[2]; parts > 0; parts--) q += 3 + 2 * q[0];
    const int32_t *const after = q;
    for (long c = ROWS(sums_in_vectors)(p, s); c < p[1]; c++) {
        double total = -0.0;
        q = p + 3;
        while (q < after) {
            const int32_t *end = q + 3 + 2 * q[0];
            const double *x = s + c * q[1], *y = s + c * q[2];
            for (q += 3; q < end; q += 2) total += x[q[0]] * y[q[1]];
        }
        s[p[0] + c] = total;
    }
    return after;
}

/* Whether all numbers are finite: then the bits of no exponent are 1 throughout, and the
   difference is negative. One number need not wait for another, as in a sum. */
static int ROWS(are_finite)(const double *x, long n)
{
    const pattern *bits_of = (const pattern *)x;
    const int64_t exponent = 0x7ff0000000000000;
    int64_t below = -1;
    for (long i = 0; i < n; i++) below &= (bits_of[i] & exponent) - exponent;
    return below < 0;
}
