package studio.atelier.backend.data.plan;

import java.util.List;
import studio.atelier.backend.data.schema.Routine;
import studio.atelier.backend.data.schema.Routine.Argument;

/// A function with what it is given.
///
/// @param arguments how it is given
public record Invocation(Routine routine, Arguments arguments) {

    public sealed interface Arguments {}

    /// Members of a JSON object.
    public record Members(List<Argument> given, String json) implements Arguments {

        public Members {
            given = List.copyOf(given);
        }
    }

    /// Each as text.
    public record Texts(List<Given> given) implements Arguments {

        public Texts {
            given = List.copyOf(given);
        }
    }

    public record Given(Argument argument, String text) {}

    /// The whole body for the one unnamed parameter.
    public record Body(Argument argument, String text) implements Arguments {}
}
