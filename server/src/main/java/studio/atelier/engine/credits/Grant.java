package studio.atelier.engine.credits;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.money.Micros;

/// Credits given at one time.
///
/// @param remaining zero to `granted`; of what is left the grant that ends first is used up first
/// @param expiresAt when the remains go back; null for never
/// @param reason    the words of whoever gave them
public record Grant(
        UUID id, Micros granted, Micros remaining, @Nullable Instant expiresAt, String reason, Instant createdAt) {

    /// Uses grants up until together they are worth no more than the books say.
    ///
    /// @param grants those that end first come first
    /// @param worth  what is available or held; below zero counts as nothing
    /// @return the same grants in the same order
    static List<Grant> usedUpTo(List<Grant> grants, Micros worth) {
        long left = grants.stream().mapToLong(each -> each.remaining().value()).sum();
        long used = left - Math.max(0, worth.value());
        List<Grant> after = new ArrayList<>();
        for (Grant grant : grants) {
            long taken = Math.clamp(used, 0, grant.remaining().value());
            used -= taken;
            after.add(grant.withRemaining(grant.remaining().minus(Micros.of(taken))));
        }
        return after;
    }

    /// What goes back of the grants that have ended: what is set aside for runs that have not ended stays,
    /// counted from the grants that end first.
    ///
    /// @param grants as [#usedUpTo] left them
    static List<Grant> ended(List<Grant> grants, Micros held, Instant now) {
        long covered = held.value();
        List<Grant> ended = new ArrayList<>();
        for (Grant grant : grants) {
            Instant end = grant.expiresAt();
            long free = Math.max(0, grant.remaining().value() - covered);
            covered = Math.max(0, covered - grant.remaining().value());
            if (end != null && !end.isAfter(now) && free > 0) {
                ended.add(grant.withRemaining(Micros.of(free)));
            }
        }
        return ended;
    }

    private Grant withRemaining(Micros amount) {
        return new Grant(id, granted, amount, expiresAt, reason, createdAt);
    }
}
