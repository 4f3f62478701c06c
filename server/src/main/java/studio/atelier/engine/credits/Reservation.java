package studio.atelier.engine.credits;

import java.util.UUID;
import studio.atelier.engine.budgets.Spender;
import studio.atelier.platform.money.Micros;

/// Money to set aside for one run.
///
/// @param id        the generation's id; one reservation each
/// @param spender   who pays, and whose budgets it belongs to
/// @param source    from which account
/// @param amount    above zero
/// @param priceRule the rule and rates the amount comes from, for the statement
public record Reservation(UUID id, Spender spender, Source source, Micros amount, String priceRule) {

    /// Where the money of a run comes from.
    public enum Source {
        /// The person's credits: runs on the server's keys.
        CREDITS("credits"),
        /// The person's own account at the provider: written down, never refused here.
        OWN_KEYS("own_keys");

        private final String account;

        Source(String account) {
            this.account = account;
        }

        /// The kind of account in the books.
        public String account() {
            return account;
        }
    }

    public Reservation {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("a reservation is above zero, not " + amount.label());
        }
    }
}
