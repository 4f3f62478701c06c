package studio.atelier.testkit.fake;

import tools.jackson.databind.JsonNode;

/// A job as it is at one moment.
///
/// @param id      the provider's name of it
/// @param request what was asked for
/// @param webhook where its end is told; empty for nowhere
/// @param looks   how often it was looked at
/// @param changed epoch milliseconds of the last change of state
public record FakeJob(
        String id,
        FakeSale sale,
        JsonNode request,
        String webhook,
        State state,
        int looks,
        long created,
        long changed) {

    public enum State {
        QUEUED,
        RUNNING,
        DONE,
        FAILED,
        MODERATED,
        EXPIRED,
        CANCELLED;

        public boolean over() {
            return ordinal() >= DONE.ordinal();
        }
    }

    public boolean is(State wanted) {
        return state == wanted;
    }

    FakeJob in(State next, int nextLooks) {
        long now = next == state ? changed : System.currentTimeMillis();
        return new FakeJob(id, sale, request, webhook, next, nextLooks, created, now);
    }

    /// How it ends.
    State end() {
        FakeMode mode = sale.mode();
        if (mode.is("job-failed")) {
            return State.FAILED;
        }
        if (mode.is("job-moderated")) {
            return State.MODERATED;
        }
        return mode.is("job-expired") ? State.EXPIRED : State.DONE;
    }
}
