package studio.atelier.backend.data.schema;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A function.
///
/// @param stable whether it promises to write nothing
/// @param rows   how many rows the database expects of a set
public record Routine(
        Name name,
        List<Argument> arguments,
        Returns returns,
        boolean stable,
        double rows,
        @Nullable String description) {

    public Routine {
        arguments = List.copyOf(arguments);
    }

    /// @param name     empty for an unnamed one
    /// @param type     as a cast takes it
    /// @param required has no default
    public record Argument(String name, String type, boolean required, boolean variadic) {}

    public enum Kind {
        VOID,
        SCALAR,
        COMPOSITE
    }

    /// @param relation the table or view whose rows it returns; null for others
    public record Returns(boolean set, Kind kind, @Nullable Name relation, String type) {}

    public Optional<Argument> argument(String wanted) {
        return arguments.stream().filter(each -> each.name().equals(wanted)).findFirst();
    }

    /// `schema.f(a => integer)`, as overloads are listed.
    public String signature() {
        StringBuilder text = new StringBuilder(name.toString()).append('(');
        for (Argument argument : arguments) {
            text.append(text.charAt(text.length() - 1) == '(' ? "" : ", ")
                    .append(argument.name())
                    .append(" => ")
                    .append(argument.type());
        }
        return text.append(')').toString();
    }
}
