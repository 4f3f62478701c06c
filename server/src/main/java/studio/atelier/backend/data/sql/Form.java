package studio.atelier.backend.data.sql;

/// How rows become a body.
///
/// @param stripped null members are left out
public record Form(Shape shape, boolean stripped) {

    public enum Shape {
        /// A JSON array of objects.
        ARRAY,
        /// The first row as a JSON object.
        OBJECT,
        CSV,
        /// JSON of the first value.
        VALUE,
        /// A JSON array of values.
        VALUES,
        /// The first value as text.
        TEXT,
        /// The first value's bytes, in hexadecimal.
        BYTES,
        /// No body.
        NONE
    }

    public static Form of(Shape shape) {
        return new Form(shape, false);
    }
}
