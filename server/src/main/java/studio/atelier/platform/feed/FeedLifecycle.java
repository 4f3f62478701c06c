package studio.atelier.platform.feed;

import org.springframework.context.SmartLifecycle;

/// Begins last and ends first: open streams would hold up the stop of the web server.
final class FeedLifecycle implements SmartLifecycle {

    private final FeedHub hub;
    private final FeedReader reader;
    private volatile boolean running;

    FeedLifecycle(FeedHub hub, FeedReader reader) {
        this.hub = hub;
        this.reader = reader;
    }

    @Override
    public void start() {
        reader.start();
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        hub.close();
        reader.close();
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
