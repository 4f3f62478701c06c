package studio.atelier.platform.feed;

import java.time.Duration;
import studio.atelier.testkit.TestDatabase;

/// A live feed over a test's database, for tests of other rooms.
public final class TestFeed implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final FeedHub hub = new FeedHub(_ -> false);
    private final FeedReader reader;
    private final Feed feed = new Feed(hub);
    private final Visibility visibility;

    public TestFeed(TestDatabase database) {
        reader = new FeedReader(database::owner, hub);
        visibility = new Visibility(database.transactions(), PATIENCE);
    }

    public void start() {
        reader.start();
    }

    public Feed feed() {
        return feed;
    }

    public Visibility visibility() {
        return visibility;
    }

    @Override
    public void close() {
        hub.close();
        reader.close();
    }
}
