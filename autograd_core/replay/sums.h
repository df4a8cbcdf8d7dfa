/* Sums of products side by side. ROWS(sums) names the function of this compilation.

   The instruction: first result, how many sums, plain terms and products of each; the
   steps from one sum to the next of plain terms, of first and of second factors; then the
   slots of the first sum. The results lie side by side. A step of 0 is an operand that
   all sums share; where all share a factor of each product, it is the second.

   Each sum is added from left to right, as a sum by itself is; vectors do four at once. */

#if defined(__GNUC__)

#define NOTHING {-0.0, -0.0, -0.0, -0.0} /* -0.0 + x is x, whatever its sign */
#define NEAR(x) (*(const loose_lanes *)(x))
#define FAR(x, step) ((lanes){(x)[0], (x)[step], (x)[2 * (step)], (x)[3 * (step)]})

/* As many sums as vectors hold; gives how many these are. */
static long ROWS(sums_in_vectors)(const int32_t *p, double *s)
{
    const int32_t *terms = p + 7, *pairs = terms + p[2], *end = pairs + 2 * p[3];
    const long width = p[1], dp = p[4], dx = p[5], dy = p[6];
    double *out = s + p[0];
    long c = 0;
    for (; dy == 0 && c + 8 <= width; c += 8) { /* two at once: an addition takes long */
        const double *first = s + c * dp, *second = first + 4 * dp;
        lanes a = NOTHING, b = a;
        for (const int32_t *q = terms; q < pairs; q++) {
            a += FAR(first + q[0], dp);
            b += FAR(second + q[0], dp);
        }
        first = s + c * dx;
        second = first + 4 * dx;
        if (dx == 1)
            for (const int32_t *q = pairs; q < end; q += 2) {
                double y = s[q[1]];
                a += NEAR(first + q[0]) * y;
                b += NEAR(second + q[0]) * y;
            }
        else
            for (const int32_t *q = pairs; q < end; q += 2) {
                double y = s[q[1]];
                a += FAR(first + q[0], dx) * y;
                b += FAR(second + q[0], dx) * y;
            }
        *(loose_lanes *)(out + c) = a;
        *(loose_lanes *)(out + c + 4) = b;
    }
    for (; c + 4 <= width; c += 4) {
        lanes a = NOTHING;
        for (const int32_t *q = terms; q < pairs; q++) a += FAR(s + q[0] + c * dp, dp);
        for (const int32_t *q = pairs; q < end; q += 2)
            a += FAR(s + q[0] + c * dx, dx) * FAR(s + q[1] + c * dy, dy);
        *(loose_lanes *)(out + c) = a;
    }
    return c;
}

#undef NOTHING
#undef NEAR
#undef FAR

#else

static long ROWS(sums_in_vectors)(const int32_t *p, double *s) { return 0; }

#endif

static const int32_t *ROWS(sums)(const int32_t *p, double *s)
{
    const int32_t *terms = p + 7, *pairs = terms + p[2], *end = pairs + 2 * p[3];
    for (long c = ROWS(sums_in_vectors)(p, s); c < p[1]; c++) {
        double total = -0.0;
        for (const int32_t *q = terms; q < pairs; q++) total += s[q[0] + c * p[4]];
        for (const int32_t *q = pairs; q < end; q += 2)
            total += s[q[0] + c * p[5]] * s[q[1] + c * p[6]];
        s[p[0] + c] = total;
    }
    return end;
}
