//! The two loops all pixels pass through, compiled once for each kind of processor.
//!
//! Each is plain Rust; the copies differ only in the instructions the compiler may use, so that
//! results differ at most in the order of additions, for which [`super::PdqSketch`] allows.

/// What this processor can do, found once and carried along.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kernel {
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    Portable,
}

/// Sums that run side by side in a dot product.
const LANES: usize = 32;

impl Kernel {
    pub(super) fn detect() -> Self {
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512bw") {
                return Self::Avx512;
            }
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                return Self::Avx2;
            }
        }
        Self::Portable
    }

    /// `sums[i] += Σ weights[n] · rows[n][i]`, over four rows as long as `sums`.
    pub(super) fn add_scaled(self, sums: &mut [f32], rows: [&[u8]; 4], weights: [f32; 4]) {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "`detect` found the instructions on this processor"
            )]
            Self::Avx512 => unsafe { add_scaled_avx512(sums, rows, weights) },
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "`detect` found the instructions on this processor"
            )]
            Self::Avx2 => unsafe { add_scaled_avx2(sums, rows, weights) },
            Self::Portable => add_scaled(sums, rows, weights),
        }
    }

    /// The sum of `a[i] · b[i]`.
    pub(super) fn dot(self, a: &[f32], b: &[f32]) -> f32 {
        match self {
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "`detect` found the instructions on this processor"
            )]
            Self::Avx512 => unsafe { dot_avx512(a, b) },
            #[cfg(target_arch = "x86_64")]
            #[expect(
                unsafe_code,
                reason = "`detect` found the instructions on this processor"
            )]
            Self::Avx2 => unsafe { dot_avx2(a, b) },
            Self::Portable => dot(a, b),
        }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,fma")]
fn add_scaled_avx512(sums: &mut [f32], rows: [&[u8]; 4], weights: [f32; 4]) {
    add_scaled(sums, rows, weights);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn add_scaled_avx2(sums: &mut [f32], rows: [&[u8]; 4], weights: [f32; 4]) {
    add_scaled(sums, rows, weights);
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "each copy is compiled for its caller's processor"
)]
fn add_scaled(sums: &mut [f32], rows: [&[u8]; 4], weights: [f32; 4]) {
    let [a, b, c, d] = rows.map(|row| &row[..sums.len()]);
    for (at, sum) in sums.iter_mut().enumerate() {
        let first = weights[0] * f32::from(a[at]) + weights[1] * f32::from(b[at]);
        let second = weights[2] * f32::from(c[at]) + weights[3] * f32::from(d[at]);
        *sum += first + second;
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f,avx512bw,avx512vl,fma")]
fn dot_avx512(a: &[f32], b: &[f32]) -> f32 {
    dot(a, b)
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,fma")]
fn dot_avx2(a: &[f32], b: &[f32]) -> f32 {
    dot(a, b)
}

#[inline(always)]
#[expect(
    clippy::inline_always,
    reason = "each copy is compiled for its caller's processor"
)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let (a_whole, a_rest) = a.as_chunks::<LANES>();
    let (b_whole, b_rest) = b.as_chunks::<LANES>();
    let mut lanes = [0.0_f32; LANES];
    for (a, b) in a_whole.iter().zip(b_whole) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    lanes.iter().sum::<f32>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: every copy this processor can run computes the same sums, tails included.
    #[test]
    fn all_copies_agree() {
        let mut kernels = vec![Kernel::Portable, Kernel::detect()];
        #[cfg(target_arch = "x86_64")]
        if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
            kernels.push(Kernel::Avx2);
        }
        for length in [0, 1, 31, 32, 33, 100, 257] {
            let row: Vec<u8> = (0..length)
                .map(|at: usize| u8::try_from(at * 37 % 256).unwrap())
                .collect();
            let expected: Vec<f32> = row
                .iter()
                .map(|value| 1.0 + 0.25 * f32::from(*value))
                .collect();
            for kernel in &kernels {
                let mut sums = vec![1.0; length];
                let rows = [row.as_slice(); 4];
                kernel.add_scaled(&mut sums, rows, [0.25, 0.5, 0.0, -0.5]);
                assert_eq!(sums, expected, "{kernel:?}, {length}");
                // Quarters of small integers: exact in any order.
                let dot: f32 = expected.iter().map(|value| value * 2.0).sum();
                assert!((kernel.dot(&sums, &vec![2.0; length]) - dot).abs() < f32::EPSILON);
            }
        }
    }
}
