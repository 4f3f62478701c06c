package studio.atelier.backend.realtime.changes;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.changes.Rule.Truth;

/// A filter against one column, with PostgreSQL's meaning of the column's type. What the server does not
/// surely know it leaves to the database: the truth is then unknown.
///
/// @param values as PostgreSQL writes values of the type; one, but for `in`
record Comparison(String column, ColumnType type, Filter.Op op, List<String> values, boolean negated) {

    private static final Pattern ORDERED_TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d[^B]*");
    private static final int ASCII = 128;

    Comparison {
        values = List.copyOf(values);
    }

    /// @param value as the log has it, null for null
    Truth here(@Nullable String value) {
        if (op == Filter.Op.IS) {
            return negate(is(value));
        }
        if (op == Filter.Op.ISDISTINCT) {
            return value == null ? negate(Truth.TRUE) : negate(opposite(equal(value, values.getFirst())));
        }
        if (value == null) {
            return Truth.NULL;
        }
        return negate(compared(value));
    }

    private Truth compared(String value) {
        String wanted = values.isEmpty() ? "" : values.getFirst();
        return switch (op) {
            case EQ -> equal(value, wanted);
            case NEQ -> opposite(equal(value, wanted));
            case IN -> oneOf(value);
            case LT -> ordered(value, wanted, sign -> sign < 0);
            case LTE -> ordered(value, wanted, sign -> sign <= 0);
            case GT -> ordered(value, wanted, sign -> sign > 0);
            case GTE -> ordered(value, wanted, sign -> sign >= 0);
            case LIKE -> like(value, wanted);
            case ILIKE ->
                ascii(value) && ascii(wanted)
                        ? like(value.toLowerCase(Locale.ROOT), wanted.toLowerCase(Locale.ROOT))
                        : Truth.UNKNOWN;
            case MATCH, IMATCH, IS, ISDISTINCT -> Truth.UNKNOWN;
        };
    }

    private Truth is(@Nullable String value) {
        return Truth.of(
                switch (values.getFirst()) {
                    case "true" -> "t".equals(value);
                    case "false" -> "f".equals(value);
                    default -> value == null;
                });
    }

    private Truth oneOf(String value) {
        Truth result = Truth.FALSE;
        for (String wanted : values) {
            Truth truth = equal(value, wanted);
            if (truth == Truth.TRUE) {
                return truth;
            }
            result = truth == Truth.UNKNOWN ? truth : result;
        }
        return result;
    }

    private Truth equal(String value, String wanted) {
        return switch (type.family()) {
            case BOOLEAN, WHOLE, UUID, DATE, TIMESTAMP, TIMESTAMPTZ, ENUM -> Truth.of(value.equals(wanted));
            case TEXT -> type.plain() ? Truth.of(value.equals(wanted)) : Truth.UNKNOWN;
            case NUMBER -> ordered(value, wanted, sign -> sign == 0);
            case JSON, ARRAY, OTHER, ASKED -> Truth.UNKNOWN;
        };
    }

    /// What the sign of a comparison has to be.
    @FunctionalInterface
    private interface Sign {
        boolean fits(int sign);
    }

    private Truth ordered(String value, String wanted, Sign sign) {
        return switch (type.family()) {
            case WHOLE -> Truth.of(sign.fits(Long.compare(Long.parseLong(value), Long.parseLong(wanted))));
            case NUMBER -> Truth.of(sign.fits(numbers(value, wanted)));
            case BOOLEAN, UUID -> Truth.of(sign.fits(value.compareTo(wanted)));
            case DATE, TIMESTAMP, TIMESTAMPTZ ->
                ORDERED_TIME.matcher(value).matches()
                                && ORDERED_TIME.matcher(wanted).matches()
                        ? Truth.of(sign.fits(value.compareTo(wanted)))
                        : Truth.UNKNOWN;
            case ENUM -> {
                int left = type.labels().indexOf(value);
                int right = type.labels().indexOf(wanted);
                yield left < 0 || right < 0 ? Truth.UNKNOWN : Truth.of(sign.fits(Integer.compare(left, right)));
            }
            case TEXT -> type.byCodePoint() ? Truth.of(sign.fits(codePoints(value, wanted))) : Truth.UNKNOWN;
            case JSON, ARRAY, OTHER, ASKED -> Truth.UNKNOWN;
        };
    }

    /// NaN equals itself and is above infinity.
    private static int numbers(String left, String right) {
        int kind = Integer.compare(rank(left), rank(right));
        return kind != 0 || rank(left) != 0 ? kind : new BigDecimal(left).compareTo(new BigDecimal(right));
    }

    private static int rank(String number) {
        return switch (number) {
            case "-Infinity" -> -1;
            case "Infinity" -> 1;
            case "NaN" -> 2;
            default -> 0;
        };
    }

    private static int codePoints(String left, String right) {
        int[] a = left.codePoints().toArray();
        int[] b = right.codePoints().toArray();
        return Arrays.compare(a, b);
    }

    private Truth like(String value, String pattern) {
        if (type.family() != ColumnType.Family.TEXT || !type.plain()) {
            return Truth.UNKNOWN;
        }
        return likeFrom(value.codePoints().toArray(), pattern.codePoints().toArray());
    }

    /// Goes back to the last `%` only, so that it takes at most length times length steps.
    private static Truth likeFrom(int[] value, int[] pattern) {
        int at = 0;
        int in = 0;
        int star = -1;
        int resume = 0;
        while (at < value.length) {
            boolean escaped = in < pattern.length && pattern[in] == '\\';
            if (escaped && in + 1 == pattern.length) {
                return Truth.UNKNOWN;
            }
            if (in < pattern.length && pattern[in] == '%') {
                star = in++;
                resume = at;
            } else if (in < pattern.length
                    && (escaped ? pattern[in + 1] == value[at] : pattern[in] == '_' || pattern[in] == value[at])) {
                in += escaped ? 2 : 1;
                at++;
            } else if (star >= 0) {
                in = star + 1;
                at = ++resume;
            } else {
                return Truth.FALSE;
            }
        }
        while (in < pattern.length && pattern[in] == '%') {
            in++;
        }
        return Truth.of(in == pattern.length);
    }

    private static boolean ascii(String text) {
        return text.chars().allMatch(c -> c < ASCII);
    }

    private Truth negate(Truth truth) {
        return negated ? opposite(truth) : truth;
    }

    private static Truth opposite(Truth truth) {
        return switch (truth) {
            case TRUE -> Truth.FALSE;
            case FALSE -> Truth.TRUE;
            case NULL -> Truth.NULL;
            case UNKNOWN -> Truth.UNKNOWN;
        };
    }
}
