package studio.atelier.engine.budgets;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whose budgets a run belongs to.
///
/// @param project      null for a run without one
/// @param organisation the project's; null for none
/// @param accessKey    the key of the program that asked; null for a person at a page
public record Spender(
        UUID person,
        @Nullable UUID project,
        @Nullable UUID organisation,
        @Nullable UUID accessKey) {

    public static Spender of(UUID person) {
        return new Spender(person, null, null, null);
    }
}
