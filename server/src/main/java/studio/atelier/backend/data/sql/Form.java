package studio.atelier.backend.data.sql;

import org.jspecify.annotations.Nullable;
import studio.atelier.backend.data.schema.Name;

/// How rows become a body.
///
/// @param stripped null members are left out
/// @param handler  makes the body; null where we do
public record Form(Shape shape, boolean stripped, @Nullable Handler handler) {

    /// @param function an aggregate that takes whole rows
    /// @param of       the relation whose rows it takes; null for any rows
    public record Handler(Name function, @Nullable Name of) {}

    public Form(Shape shape, boolean stripped) {
        this(shape, stripped, null);
    }

    public static Form of(Handler handler) {
        return new Form(Shape.HANDLED, false, handler);
    }

    public enum Shape {
        /// A JSON array of objects.
        ARRAY,
        /// The first row as a JSON object.
        OBJECT,
        CSV,
        /// A GeoJSON feature collection, which PostGIS makes.
        GEOJSON,
        /// What the handler makes of the rows.
        HANDLED,
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
