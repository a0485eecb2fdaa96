//! Logarithm, exponential and the logistic function by arithmetic alone.
//!
//! The mathematics library of a machine may round otherwise than another's: a model made from the
//! same texts would then differ in its last bit, and no longer be the same model.

use std::f64::consts::LN_2;

/// The natural logarithm of a positive finite number.
pub(crate) fn ln(x: f64) -> f64 {
    let bits = x.to_bits();
    let exponent = (bits >> 52 & 0x7FF).cast_signed() - 1023;
    let mantissa = f64::from_bits(bits & !(0x7FF << 52) | 1023 << 52);
    // ln m = 2 artanh((m-1)/(m+1)), |argument| ≤ 1/3: twelve terms reach 1e-13.
    let t = (mantissa - 1.0) / (mantissa + 1.0);
    let square = t * t;
    let mut sum = 0.0;
    for term in (0..14_u32).rev() {
        sum = sum * square + 1.0 / f64::from(2 * term + 1);
    }
    2.0 * t * sum + exponent as f64 * LN_2
}

/// One over the factorial of 0 to 12, least first: the exponential near nothing.
const INVERSE_FACTORIALS: [f64; 13] = {
    let mut inverse = [1.0; 13];
    let mut number = 1;
    while number < 13 {
        inverse[number] = inverse[number - 1] / number as f64;
        number += 1;
    }
    inverse
};

/// Added and taken away again, it leaves the nearest whole number: no call of the library.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// The exponential, within the range of the logistic function: beyond 700 it stays what it is there.
///
/// Multiplications and additions only, so that several run side by side.
#[inline]
pub(crate) fn exp(x: f64) -> f64 {
    let x = x.clamp(-700.0, 700.0);
    let power = (x * (1.0 / LN_2) + ROUNDER) - ROUNDER;
    let rest = x - power * LN_2;
    let sum = INVERSE_FACTORIALS
        .iter()
        .rev()
        .fold(0.0, |sum, inverse| sum * rest + inverse);
    sum * f64::from_bits(((power as i64 + 1023) as u64) << 52)
}

/// Between 0 and 1 for any finite number.
#[inline]
pub(crate) fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// The same, good to 1e-4 and quick: for the inner loop of training.
pub(crate) fn quick_logistic(x: f32) -> f32 {
    let x = x.clamp(-20.0, 20.0);
    // (1 + x/256)^256 by eight squarings: arithmetic only.
    let mut power = 1.0 - x / 256.0;
    for _ in 0..8 {
        power *= power;
    }
    1.0 / (1.0 + power)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Goal: the arithmetic agrees with the library.
    #[test]
    fn as_the_library() {
        for step in -400..400 {
            let x = f64::from(step) / 20.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-12, "{x}");
            let y = x.exp();
            assert!((ln(y) - x).abs() < 1e-11, "{y}");
            let quick = f64::from(quick_logistic(x as f32));
            assert!((quick - logistic(x)).abs() < 0.01, "{x} {quick}");
        }
    }
}
