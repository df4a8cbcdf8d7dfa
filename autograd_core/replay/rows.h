/* The loops over rows. ROWS(name) names the functions of this compilation.

   Slot i of a block is s + i * BLOCK, one number per row. A uniform number, the same for
   all rows, is u[i]. A sum over all rows is added to g[i]. `n` is the number of rows of
   the block, rounded up to a multiple of 8; the rows added repeat the last one and have
   weight 0.

   Instructions: elementwise: op, result, operands, each as its slot, or -1 - i for the
   uniform number i. OP_LINEAR: result, how many plain terms, products of a uniform
   number and a row, products of two rows; then their slots. OP_SUM: g, row.
   OP_SUM_PRODUCTS: count, row d, then (g, row x) each: g += sum of d x. */

static inline void ROWS(tail_exp)(double *restrict o, const double *restrict a, int n)
{
    int wild = 0;
    for (int k = 0; k < n; k++) wild |= !(a[k] > -700.0 && a[k] < 700.0);
    if (wild)
        for (int k = 0; k < n; k++)
            if (!(a[k] > -700.0 && a[k] < 700.0)) o[k] = exp(a[k]);
}

#if defined(__GNUC__)

/* exp by 2^k e^r, |r| <= ln(2) / 2, for |x| < 708. */
static inline void ROWS(exp_lanes)(lanes *restrict o, const lanes *restrict a)
{
    lanes x = *a;
    const double magic = 6755399441055744.0; /* 1.5 * 2^52: adding it rounds */
    lanes t = x * 1.4426950408889634 + magic, k = t - magic;
    lanes r = x - k * 6.93147180369123816490e-01;
    r = r - k * 1.90821492927058770002e-10;
    /* In pairs, whose products do not wait for each other (Estrin's scheme). */
    lanes r2 = r * r, r4 = r2 * r2;
    lanes low = (0.5 + r * (1.0 / 6.0)) + r2 * (1.0 / 24.0 + r * (1.0 / 120.0));
    lanes middle = (1.0 / 720.0 + r * (1.0 / 5040.0)) + r2 * (1.0 / 40320.0 + r * (1.0 / 362880.0));
    lanes high = (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) + r2 * (1.0 / 479001600.0 + r * (1.0 / 6227020800.0));
    lanes q = low + r4 * (middle + r4 * high);
    lanes e = (q * r2 + r) + 1.0;
    *o = (lanes)((bits)e + ((bits)t << 52));
}

static void ROWS(rows_exp)(double *restrict o, const double *restrict a, int n)
{
    for (int k = 0; k < n; k += LANES) ROWS(exp_lanes)((lanes *)(o + k), (const lanes *)(a + k));
    ROWS(tail_exp)(o, a, n);
}

/* Rational below 0.625, else 1 - 2 / (e^2x + 1). Source of the coefficients: Moshier,
   Methods and Programs for Mathematical Functions, 1989. */
static void ROWS(rows_tanh)(double *restrict o, const double *restrict a, int n)
{
    const bits top = {INT64_MIN, INT64_MIN, INT64_MIN, INT64_MIN};
    const lanes one = {1.0, 1.0, 1.0, 1.0};
    for (int k = 0; k < n; k += LANES) {
        lanes x = *(const lanes *)(a + k);
        bits sign = (bits)x & top;
        lanes size = (lanes)((bits)x & ~top);
        bits small = size < 0.625, big = size > 20.0;
        lanes z = size * size;
        lanes p = z * -9.64399179425052238628e-1 - 9.92877231001918586564e1;
        p = p * z - 1.61468768441708447952e3;
        lanes q = z + 1.12811678491632931402e2;
        q = q * z + 2.23548839060100448583e3;
        q = q * z + 4.84406305325125486048e3;
        lanes doubled = size + size, e;
        doubled = (lanes)(((bits)doubled & ~big) | ((bits)one & big));
        ROWS(exp_lanes)(&e, &doubled);
        /* One division serves both. */
        lanes top_part = (lanes)(((bits)p & small) | ((bits)(one * -2.0) & ~small));
        lanes share = top_part / (lanes)(((bits)q & small) | ((bits)(e + 1.0) & ~small));
        lanes near = size + size * z * share, far = 1.0 + share;
        far = (lanes)(((bits)far & ~big) | ((bits)one & big));
        lanes y = (lanes)(((bits)near & small) | ((bits)far & ~small));
        *(lanes *)(o + k) = (lanes)((bits)y | sign);
    }
    for (int k = 0; k < n; k++)
        if (a[k] != a[k]) o[k] = a[k];
}

/* Source: the method and coefficients of fdlibm's e_log.c, Sun Microsystems, 1993. */
static void ROWS(rows_log)(double *restrict o, const double *restrict a, int n)
{
    int wild = 0;
    for (int k = 0; k < n; k += LANES) {
        lanes x = *(const lanes *)(a + k);
        bits b = (bits)x, e = ((b >> 52) & 0x7ff) - 1023;
        lanes m = (lanes)((b & 0xfffffffffffffLL) | 0x3ff0000000000000LL);
        bits upper = m > 1.4142135623730951;
        m = (lanes)(((bits)(m * 0.5) & upper) | ((bits)m & ~upper));
        e = e - upper;
        lanes d = __builtin_convertvector(e, lanes);
        lanes f = m - 1.0, s = f / (2.0 + f), z = s * s, w = z * z;
        lanes t1 = w * (3.999999999940941908e-01 + w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
        lanes t2 = z * (6.666666666666735130e-01 + w * (2.857142874366239149e-01 + w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
        lanes h = 0.5 * f * f;
        *(lanes *)(o + k) = d * 6.93147180369123816490e-01 - ((h - (s * (h + (t2 + t1)) + d * 1.90821492927058770002e-10)) - f);
    }
    for (int k = 0; k < n; k++) wild |= !(a[k] > 1e-300 && a[k] < 1e300);
    if (wild)
        for (int k = 0; k < n; k++)
            if (!(a[k] > 1e-300 && a[k] < 1e300)) o[k] = log(a[k]);
}

#define SUMS lanes a0 = {0}, a1 = a0, a2 = a0, a3 = a0
#define VECTOR(q) ((const lanes *)(s + (long)(q)*BLOCK + c))

static inline double ROWS(across)(const lanes *v) { return ((*v)[0] + (*v)[1]) + ((*v)[2] + (*v)[3]); }

/* `across` of four at once: the same additions, side by side. */
static inline lanes ROWS(across_four)(const lanes *a, const lanes *b, const lanes *c, const lanes *d)
{
#if defined(__clang__) || __GNUC__ >= 12
    lanes ab = __builtin_shufflevector(*a, *b, 0, 4, 2, 6) + __builtin_shufflevector(*a, *b, 1, 5, 3, 7);
    lanes cd = __builtin_shufflevector(*c, *d, 0, 4, 2, 6) + __builtin_shufflevector(*c, *d, 1, 5, 3, 7);
    return __builtin_shufflevector(ab, cd, 0, 1, 4, 5) + __builtin_shufflevector(ab, cd, 2, 3, 6, 7);
#else
    return (lanes){ROWS(across)(a), ROWS(across)(b), ROWS(across)(c), ROWS(across)(d)};
#endif
}

static void ROWS(linear)(double *o, const int32_t *q0, int plain, int uniform, int pairs, double first,
                         const double *s, const double *u, int n)
{
    int c = 0;
    for (; c + 16 <= n; c += 16) {
        const int32_t *q = q0;
        lanes a0 = (lanes){0} + first, a1 = a0, a2 = a0, a3 = a0;
        for (int k = 0; k < plain; k++, q++) { const lanes *x = VECTOR(q[0]); a0 += x[0]; a1 += x[1]; a2 += x[2]; a3 += x[3]; }
        for (int k = 0; k < uniform; k++, q += 2) { double w = u[q[0]]; const lanes *x = VECTOR(q[1]); a0 += w * x[0]; a1 += w * x[1]; a2 += w * x[2]; a3 += w * x[3]; }
        for (int k = 0; k < pairs; k++, q += 2) { const lanes *y = VECTOR(q[0]), *x = VECTOR(q[1]); a0 += y[0] * x[0]; a1 += y[1] * x[1]; a2 += y[2] * x[2]; a3 += y[3] * x[3]; }
        lanes *v = (lanes *)(o + c);
        v[0] = a0; v[1] = a1; v[2] = a2; v[3] = a3;
    }
    for (; c < n; c += LANES) {
        const int32_t *q = q0;
        lanes a0 = (lanes){0} + first;
        for (int k = 0; k < plain; k++, q++) a0 += *VECTOR(q[0]);
        for (int k = 0; k < uniform; k++, q += 2) a0 += u[q[0]] * *VECTOR(q[1]);
        for (int k = 0; k < pairs; k++, q += 2) a0 += *VECTOR(q[0]) * *VECTOR(q[1]);
        *(lanes *)(o + c) = a0;
    }
}

static double ROWS(sum)(const double *x, int n)
{
    lanes a = {0};
    for (int k = 0; k < n; k += LANES) a += *(const lanes *)(x + k);
    return ROWS(across)(&a);
}

static const int32_t *ROWS(sum_products)(const int32_t *q, int count, const double *d, const double *s, double *g, int n)
{
    for (; count >= 4; count -= 4, q += 8) {
        SUMS;
        for (int c = 0; c < n; c += LANES) {
            lanes y = *(const lanes *)(d + c);
            a0 += y * *VECTOR(q[1]); a1 += y * *VECTOR(q[3]); a2 += y * *VECTOR(q[5]); a3 += y * *VECTOR(q[7]);
        }
        lanes sums = ROWS(across_four)(&a0, &a1, &a2, &a3);
        g[q[0]] += sums[0]; g[q[2]] += sums[1]; g[q[4]] += sums[2]; g[q[6]] += sums[3];
    }
    for (; count > 0; count--, q += 2) {
        lanes a0 = {0};
        for (int c = 0; c < n; c += LANES) a0 += *(const lanes *)(d + c) * *VECTOR(q[1]);
        g[q[0]] += ROWS(across)(&a0);
    }
    return q;
}
#undef SUMS
#undef VECTOR

#else /* plain C */

static void ROWS(rows_exp)(double *o, const double *a, int n) { for (int k = 0; k < n; k++) o[k] = exp(a[k]); }
static void ROWS(rows_tanh)(double *o, const double *a, int n) { for (int k = 0; k < n; k++) o[k] = tanh(a[k]); }
static void ROWS(rows_log)(double *o, const double *a, int n) { for (int k = 0; k < n; k++) o[k] = log(a[k]); }

static void ROWS(linear)(double *o, const int32_t *q, int plain, int uniform, int pairs, double first,
                         const double *s, const double *u, int n)
{
    for (int c = 0; c < n; c++) o[c] = first;
    for (int k = 0; k < plain; k++, q++) { const double *x = s + (long)q[0] * BLOCK; for (int c = 0; c < n; c++) o[c] += x[c]; }
    for (int k = 0; k < uniform; k++, q += 2) { double w = u[q[0]]; const double *x = s + (long)q[1] * BLOCK; for (int c = 0; c < n; c++) o[c] += w * x[c]; }
    for (int k = 0; k < pairs; k++, q += 2) { const double *y = s + (long)q[0] * BLOCK, *x = s + (long)q[1] * BLOCK; for (int c = 0; c < n; c++) o[c] += y[c] * x[c]; }
}

static double ROWS(sum)(const double *x, int n)
{
    double a = 0.0;
    for (int k = 0; k < n; k++) a += x[k];
    return a;
}

static const int32_t *ROWS(sum_products)(const int32_t *q, int count, const double *d, const double *s, double *g, int n)
{
    for (; count > 0; count--, q += 2) {
        const double *x = s + (long)q[1] * BLOCK;
        double a = 0.0;
        for (int k = 0; k < n; k++) a += d[k] * x[k];
        g[q[0]] += a;
    }
    return q;
}
#endif

/* An operand as a row: its slot, or a uniform number spread over a spare row. */
static inline const double *ROWS(row)(int32_t q, double *spare, const double *s, const double *u, int n)
{
    if (q >= 0) return s + (long)q * BLOCK;
    double v = u[-1 - q];
    for (int k = 0; k < n; k++) spare[k] = v;
    return spare;
}

/* Replay one block from `at`; gives `end`, or the place of an instruction of Python. */
static const int32_t *ROWS(run_rows)(const int32_t *p, const int32_t *end, double *s, const double *u,
                                     double *g, double *spare, int n)
{
    while (p < end) {
        switch (p[0]) {
#define OUT double *restrict o = s + (long)p[1] * BLOCK
#define F1(code, e) case code: { OUT; const double *restrict a = ROWS(row)(p[2], spare, s, u, n); \
            for (int k = 0; k < n; k++) { double x = a[k]; o[k] = e; } p += 3; break; }
#define F2(code, e) case code: { OUT; \
            if (p[2] < 0 && p[3] >= 0) { double x = u[-1 - p[2]]; const double *restrict b = s + (long)p[3] * BLOCK; \
                for (int k = 0; k < n; k++) { double y = b[k]; o[k] = e; } } \
            else if (p[3] < 0 && p[2] >= 0) { double y = u[-1 - p[3]]; const double *restrict a = s + (long)p[2] * BLOCK; \
                for (int k = 0; k < n; k++) { double x = a[k]; o[k] = e; } } \
            else { const double *a = ROWS(row)(p[2], spare, s, u, n), *b = ROWS(row)(p[3], spare + BLOCK, s, u, n); \
                for (int k = 0; k < n; k++) { double x = a[k], y = b[k]; o[k] = e; } } p += 4; break; }
#define F3(code, e) case code: { OUT; const double *a = ROWS(row)(p[2], spare, s, u, n), \
            *b = ROWS(row)(p[3], spare + BLOCK, s, u, n), *c = ROWS(row)(p[4], spare + 2 * BLOCK, s, u, n); \
            for (int k = 0; k < n; k++) { double x = a[k], y = b[k], z = c[k]; o[k] = e; } p += 5; break; }
        OPERATIONS
#undef F1
#undef F2
#undef F3
        case 10: { OUT; ROWS(rows_exp)(o, s + (long)p[2] * BLOCK, n); p += 3; break; }
        case 11: { OUT; ROWS(rows_log)(o, s + (long)p[2] * BLOCK, n); p += 3; break; }
        case 12: { OUT; ROWS(rows_tanh)(o, s + (long)p[2] * BLOCK, n); p += 3; break; }
#undef OUT
        case OP_LINEAR: {
            int plain = p[2], uniform = p[3], pairs = p[4];
            double first = p[5] < 0 ? -0.0 : u[p[5]];
            ROWS(linear)(s + (long)p[1] * BLOCK, p + 6, plain, uniform, pairs, first, s, u, n);
            p += 6 + plain + 2 * uniform + 2 * pairs;
            break;
        }
        case OP_SUM: g[p[1]] += ROWS(sum)(s + (long)p[2] * BLOCK, n); p += 3; break;
        case OP_SUM_PRODUCTS:
            p = ROWS(sum_products)(p + 3, p[1], s + (long)p[2] * BLOCK, s, g, n);
            break;
        default:
            return p;
        }
    }
    return end;
}
