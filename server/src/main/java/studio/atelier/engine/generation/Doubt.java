package studio.atelier.engine.generation;

/// How sure this server is of one job at a provider. When look after look says nothing, the run is shown as
/// reconciling, and what the provider may bill for it is shown to admins, until a look answers or the job is
/// given up. One thread.
final class Doubt {

    /// Looks in a row without an answer, from which on the person is told.
    static final int LOOKS = 3;

    private final Rooms rooms;
    private final Patience patience;
    private final Lease lease;
    private int unanswered;

    Doubt(Rooms rooms, Patience patience, Lease lease) {
        this.rooms = rooms;
        this.patience = patience;
        this.lease = lease;
    }

    void unanswered() {
        unanswered++;
        if (unanswered == LOOKS) {
            long exposure = lease.price().path("amount").asLong();
            patience.asSystem("in doubt", tx -> rooms.runs().doubt(tx, lease, Phase.RECONCILING, exposure));
        }
    }

    void answered() {
        if (unanswered >= LOOKS) {
            patience.asSystem("found again", tx -> rooms.runs().doubt(tx, lease, Phase.WAITING, 0));
        }
        unanswered = 0;
    }
}
