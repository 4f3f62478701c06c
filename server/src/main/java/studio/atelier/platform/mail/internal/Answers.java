package studio.atelier.platform.mail.internal;

import studio.atelier.platform.mail.Sender.Delivery;
import studio.atelier.platform.outbound.Outcome;

/// What an HTTP service's answer means for a message.
final class Answers {

    private Answers() {}

    /// @param service its name, for the operator
    static Delivery delivery(String service, Outcome outcome) {
        return switch (outcome) {
            case Outcome.NotSent(var _, String detail) -> new Delivery.Delayed(detail);
            case Outcome.SentNoAnswer(var _, String detail) -> new Delivery.Delayed(detail);
            case Outcome.Answered answer -> {
                try (answer) {
                    if (answer.ok()) {
                        yield new Delivery.Sent();
                    }
                    String what = service + " answered with status " + answer.status() + ".";
                    boolean later = answer.status() == 408 || answer.status() == 429 || answer.status() >= 500;
                    yield later ? new Delivery.Delayed(what) : new Delivery.Refused(what);
                }
            }
        };
    }
}
