package studio.atelier.platform.problem;

import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Collects the wrong fields of one request, so that all are reported at once. Not thread-safe.
public final class Faults {

    private static final int YEAR_MAX = 9999;

    private final List<FieldFault> found = new ArrayList<>();

    public Faults add(String pointer, String code, String detail) {
        found.add(new FieldFault(pointer, code, detail));
        return this;
    }

    public Faults addAll(List<FieldFault> faults) {
        found.addAll(faults);
        return this;
    }

    /// A text that must be there and within its length.
    ///
    /// @return the text, or an empty one after noting the fault
    public String required(String pointer, @Nullable String value, int lengthMax) {
        if (value == null || value.isBlank()) {
            add(pointer, "required", "This field is required.");
            return "";
        }
        return limited(pointer, value, lengthMax);
    }

    /// @return the text, or an empty one when it is null or too long
    public String limited(String pointer, @Nullable String value, int lengthMax) {
        if (value == null) {
            return "";
        }
        if (value.length() > lengthMax) {
            add(pointer, "too_long", "At most " + lengthMax + " characters; this has " + value.length() + ".");
            return "";
        }
        return value;
    }

    /// @return the id, or null when the text is null or is not one
    public @Nullable UUID uuid(String pointer, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            return UUID.fromString(value);
        } catch (IllegalArgumentException _) {
            add(pointer, "not_a_uuid", "This is not an id; ids look like 0190a1b2-....");
            return null;
        }
    }

    /// @return the day, or null when the text is null or is not one
    public @Nullable LocalDate date(String pointer, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            LocalDate day = LocalDate.parse(value);
            if (usual(day)) {
                return day;
            }
        } catch (DateTimeParseException _) {
            // said below
        }
        add(pointer, "not_a_date", "This is not a day; days look like 2026-11-21.");
        return null;
    }

    /// @return the moment, or null when the text is null or is not one
    public @Nullable Instant instant(String pointer, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return null;
        }
        try {
            OffsetDateTime time = OffsetDateTime.parse(value);
            if (usual(time.toLocalDate())) {
                return time.toInstant();
            }
        } catch (DateTimeParseException _) {
            // said below
        }
        add(pointer, "not_a_time", "This is not a time; times look like 2026-11-21T10:00:00Z.");
        return null;
    }

    /// Java counts a thousand million years, the database does not.
    private static boolean usual(LocalDate day) {
        return day.getYear() >= 1 && day.getYear() <= YEAR_MAX;
    }

    public boolean any() {
        return !found.isEmpty();
    }

    public List<FieldFault> found() {
        return List.copyOf(found);
    }

    /// @throws ProblemException with all faults, if there is any
    public void check(ProblemCode code) {
        if (any()) {
            throw problem(code);
        }
    }

    /// All faults, at least one, as what is thrown.
    public ProblemException problem(ProblemCode code) {
        String detail = found.size() == 1 ? found.getFirst().detail() : found.size() + " fields need a change.";
        return Problem.of(code, detail).withFaults(found).exception();
    }
}
