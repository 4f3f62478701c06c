package studio.atelier.engine.catalog;

import java.util.Map;
import java.util.function.Supplier;
import studio.atelier.platform.money.Micros;

/// What an admin allows one run of a model to cost whose price nobody knows.
///
/// @param type   what the model makes; decides the template of a model that was only discovered
/// @param amount 0 or more
public record Ceiling(GenerationType type, Micros amount) {

    /// All ceilings by model id, read anew by each call.
    @FunctionalInterface
    public interface Source extends Supplier<Map<String, Ceiling>> {
        Source NONE = Map::of;
    }
}
