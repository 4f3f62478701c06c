package studio.atelier.engine.generation;

import java.util.LinkedHashMap;
import java.util.Map;
import studio.atelier.platform.feed.Feed;

/// Tells the person who waits how far a run is; nothing is kept, what is missed is missed.
final class Progress {

    private final Feed feed;

    Progress(Feed feed) {
        this.feed = feed;
    }

    /// @param fraction 0 to 1; below zero when unknown
    void tell(Lease lease, double fraction) {
        tell(lease, fraction, false);
    }

    /// @param preview there is a picture of how far it is
    void tell(Lease lease, double fraction, boolean preview) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", lease.generationId());
        data.put("phase", Phase.WAITING.word());
        if (fraction >= 0) {
            data.put("progress", Math.min(1, fraction));
        }
        if (preview) {
            data.put("preview_url", "/api/generations/" + lease.generationId() + "/preview");
        }
        feed.tell(lease.userId(), "progress", data);
    }
}
