package studio.atelier.platform.feed;

/// What a listener hears.
public sealed interface Message {

    record Changed(Change change) implements Message {}

    /// Said in this process, never stored.
    ///
    /// @param data written as JSON
    record Told(String event, Object data) implements Message {}

    /// Changes were missed; what was fetched before is to be fetched again.
    record Missed() implements Message {}

    /// The last message.
    ///
    /// @param reason a few words: `too slow`, `stopping`
    record Cut(String reason) implements Message {}
}
