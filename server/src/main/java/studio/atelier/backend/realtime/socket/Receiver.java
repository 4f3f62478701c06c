package studio.atelier.backend.realtime.socket;

/// Hears what comes over one socket: one message after the other, on threads that may block.
public interface Receiver {

    /// The socket is open: from now on it may be sent to.
    void opened();

    /// @param message the receiver's own
    void text(byte[] message);

    /// @param message the receiver's own
    void binary(byte[] message);

    /// Called once after `opened`, whatever ended it.
    void closed();
}
