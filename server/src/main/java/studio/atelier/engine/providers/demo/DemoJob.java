package studio.atelier.engine.providers.demo;

import java.io.ByteArrayOutputStream;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import java.util.function.DoubleConsumer;
import studio.atelier.engine.catalog.Usage;

/// One picture or sound that is being made on a thread of its own. Thread-safe.
final class DemoJob implements Runnable {

    /// Makes the thing, saying between its steps how far it is; what it is told to may throw to stop it.
    @FunctionalInterface
    interface Work {
        Made make(DoubleConsumer progress) throws Exception;
    }

    /// @param content the whole file; nobody writes to it any more
    record Made(String mimeType, ByteArrayOutputStream content, Usage usage) {}

    sealed interface State {
        /// @param fraction 0 to 1
        record Making(double fraction) implements State {}

        record Finished(Made made) implements State {}

        record Broken(Throwable cause) implements State {}
    }

    private final FutureTask<Made> task;
    private volatile double fraction;

    DemoJob(Work work) {
        this.task = new FutureTask<>(() -> work.make(this::reach));
    }

    @Override
    public void run() {
        task.run();
    }

    /// @return false when it was finished already
    boolean cancel() {
        return task.cancel(true);
    }

    State state() {
        return switch (task.state()) {
            case RUNNING -> new State.Making(fraction);
            case SUCCESS -> new State.Finished(task.resultNow());
            case FAILED -> new State.Broken(task.exceptionNow());
            case CANCELLED -> new State.Broken(new CancellationException("nobody waits for it any more"));
        };
    }

    private void reach(double part) {
        if (task.isCancelled()) {
            throw new CancellationException("nobody waits for it any more");
        }
        fraction = part;
    }
}
