package studio.atelier.platform.mail;

/// A way out for messages of one channel. Thread-safe.
public interface Sender {

    /// Blocks until the other side has taken the message or refused it.
    Delivery send(Message message);

    /// What came of a try.
    sealed interface Delivery {

        record Sent() implements Delivery {}

        /// Nobody took it; later it may work. Sent twice is better than never, because a code works once.
        ///
        /// @param reason for the operator; no content of the message, no secret
        record Delayed(String reason) implements Delivery {}

        /// It will never be taken.
        ///
        /// @param reason for the operator
        record Refused(String reason) implements Delivery {}
    }
}
