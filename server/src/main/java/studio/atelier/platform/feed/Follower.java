package studio.atelier.platform.feed;

/// Hears everything the reader reads, in the order of the log. Called by the one reader: must neither block
/// nor throw.
public interface Follower {

    /// The log is read from here on; what was committed before is not heard. Called first, and again
    /// after every interruption.
    void begun();

    void changed(Change change);

    /// Tables, policies or rights were changed by this transaction. Heard only where the owner of the
    /// schema may have event triggers.
    ///
    /// @param xid the lower 32 bits of its number
    void redefined(long xid);

    /// The log is not read any more, for now or for good; what is committed until `begun` is missed.
    void interrupted();
}
