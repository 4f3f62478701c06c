package studio.atelier.engine.workers;

import java.util.Locale;

/// What the server tells a worker in its answers.
enum Command {
    /// Go on.
    OK,
    /// Stop this job; the person does not want it any more.
    CANCEL,
    /// Finish what you have; there is nothing new for you.
    DRAIN;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Command of(Worker worker) {
        return worker.resting() ? DRAIN : OK;
    }
}
