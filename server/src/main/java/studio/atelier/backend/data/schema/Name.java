package studio.atelier.backend.data.schema;

/// A relation or function with its schema.
public record Name(String schema, String name) {

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
