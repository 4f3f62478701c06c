package studio.atelier.platform.money;

import java.math.BigDecimal;
import java.math.RoundingMode;

/// An amount of money in micro-USD: 1,000,000 is one dollar, 10,000 is one cent and one credit. Exact, may
/// be negative.
public record Micros(long value) implements Comparable<Micros> {

    public static final Micros ZERO = new Micros(0);

    private static final long PER_CENT = 10_000;
    private static final BigDecimal PER_USD = BigDecimal.valueOf(1_000_000);

    public static Micros of(long value) {
        return value == 0 ? ZERO : new Micros(value);
    }

    public static Micros ofCents(long cents) {
        return of(Math.multiplyExact(cents, PER_CENT));
    }

    /// Rounded up, so that a price is never below its parts.
    public static Micros ofUsd(BigDecimal usd) {
        return of(usd.multiply(PER_USD).setScale(0, RoundingMode.CEILING).longValueExact());
    }

    public Micros plus(Micros other) {
        return of(Math.addExact(value, other.value));
    }

    public Micros minus(Micros other) {
        return of(Math.subtractExact(value, other.value));
    }

    public Micros times(long factor) {
        return of(Math.multiplyExact(value, factor));
    }

    /// Rounded half up, away from zero at the half.
    public long cents() {
        return BigDecimal.valueOf(value)
                .divide(BigDecimal.valueOf(PER_CENT), 0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    public boolean isZero() {
        return value == 0;
    }

    public boolean isPositive() {
        return value > 0;
    }

    /// For people: `$0.040`, `$12.50`, `$0.000125`. Two digits at least, and as many as the amount needs.
    public String label() {
        BigDecimal usd = BigDecimal.valueOf(value).divide(PER_USD).stripTrailingZeros();
        return (value < 0 ? "-$" : "$")
                + usd.abs()
                        .setScale(Math.max(2, usd.scale()), RoundingMode.UNNECESSARY)
                        .toPlainString();
    }

    @Override
    public int compareTo(Micros other) {
        return Long.compare(value, other.value);
    }
}
