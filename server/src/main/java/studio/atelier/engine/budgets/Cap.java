package studio.atelier.engine.budgets;

import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// A budget as it stands over a run.
///
/// @param subject  of the scope; the zero id for the server
/// @param renewsAt null for a budget for all time
/// @param soft     from where on it warns; null for never
/// @param hard     what it lets through; null for everything
/// @param used     charged or held in this period
public record Cap(
        UUID id,
        Scope scope,
        UUID subject,
        Period period,
        ImposedBy imposedBy,
        @Nullable Instant renewsAt,
        @Nullable Micros soft,
        @Nullable Micros hard,
        Micros used) {

    /// Of what a budget is one.
    public enum Scope {
        PERSON,
        PROJECT,
        ORGANISATION,
        ACCESS_KEY,
        SERVER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// How long a budget lasts, in UTC.
    public enum Period {
        DAY,
        MONTH,
        TOTAL;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Whose will it is. An administrator's stands beside that of the people themselves.
    public enum ImposedBy {
        SELF,
        ADMIN;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What may still be spent; null without a hard limit, never below zero.
    public @Nullable Micros remaining() {
        if (hard == null) {
            return null;
        }
        Micros rest = hard.minus(used);
        return rest.isPositive() ? rest : Micros.ZERO;
    }

    boolean refuses(Micros amount) {
        return hard != null && used.plus(amount).compareTo(hard) > 0;
    }

    boolean warnsAt(Micros amount) {
        return soft != null && used.plus(amount).compareTo(soft) >= 0;
    }
}
