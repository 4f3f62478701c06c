package studio.atelier.backend.realtime.changes;

/// Who hears changes. Called on threads of [Changes], for one registration never by two at once; must not
/// block and must not throw.
public interface Listener {

    /// A row changed.
    ///
    /// @param ids      of the bindings it concerns, at least one; see [Registration#ids]
    /// @param dataJson the `data` object in UTF-8, shared by all who may see the same: not to be written to
    void changed(long[] ids, byte[] dataJson);

    /// The bindings are wrong or cannot be served: none of them is live, now or later.
    ///
    /// @param message as the original says it
    void problem(String message);

    /// All bindings are live: what is committed from now on is heard.
    void subscribed();

    /// Changes may have been missed. The registration stays, and `subscribed` is said again when it is live.
    ///
    /// @param reason a sentence
    void lost(String reason);
}
