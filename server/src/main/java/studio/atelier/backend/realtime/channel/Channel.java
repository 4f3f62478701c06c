package studio.atelier.backend.realtime.channel;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import studio.atelier.backend.realtime.changes.Audience;
import studio.atelier.backend.realtime.changes.Binding;
import studio.atelier.backend.realtime.changes.Registration;
import studio.atelier.backend.realtime.wire.Packet;
import studio.atelier.backend.realtime.wire.Told;
import tools.jackson.databind.node.ObjectNode;

/// One client's membership of one topic, from the join to whatever ends it. The client's messages come one
/// after the other; what is told to it and what ends it may come from any thread.
final class Channel implements Attendee {

    /// Tokens that end later than this are not waited for; it is a project key, or a clock that is wrong.
    private static final Duration EXPIRY_AWAITED = Duration.ofDays(30);

    private static final AtomicLong NUMBERS = new AtomicLong();
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long PRESENCE_WINDOW = TimeUnit.SECONDS.toNanos(30);

    private final long number = NUMBERS.incrementAndGet();
    private final Client client;
    private final Equipment equipment;
    private final String topic;
    private final @Nullable String joinRef;
    private final JoinConfig config;
    private final Pace events;
    private final Pace presenceEvents;
    private final AtomicBoolean over = new AtomicBoolean();
    private final Set<UUID> replayed;
    private volatile Who who;
    private volatile Rights rights;
    private volatile boolean presenceOn;
    private @Nullable Topic joined;
    private @Nullable Registration changes;
    private @Nullable ChangeListener listener;
    private @Nullable Future<?> expiry;

    /// @param topic    with its prefix
    /// @param replayed messages it has heard already
    Channel(
            Client client,
            Equipment equipment,
            String topic,
            @Nullable String joinRef,
            JoinConfig config,
            Who who,
            Rights rights,
            Set<UUID> replayed) {
        this.client = client;
        this.equipment = equipment;
        this.topic = topic;
        this.joinRef = joinRef;
        this.config = config;
        this.who = who;
        this.rights = rights;
        this.presenceOn = config.presence();
        this.replayed = replayed;
        this.events = new Pace(equipment.settings().eventsMax(), SECOND);
        this.presenceEvents = new Pace(equipment.settings().presenceMax(), PRESENCE_WINDOW);
    }

    /// What it is called at other nodes.
    long number() {
        return number;
    }

    Topic.Key key() {
        return new Topic.Key(name(), config.isPrivate());
    }

    String topic() {
        return topic;
    }

    String name() {
        return topic.substring(Topics.PREFIX.length());
    }

    JoinConfig config() {
        return config;
    }

    Who who() {
        return who;
    }

    Rights rights() {
        return rights;
    }

    /// What is found out later about the same token.
    void rights(Rights more) {
        rights = more;
    }

    boolean over() {
        return over.get();
    }

    /// Whether a message that names its join means this one.
    boolean isMeant(@Nullable String ref) {
        return ref == null || ref.equals(joinRef);
    }

    boolean hearsBroadcast(@Nullable UUID stored) {
        return rights.readBroadcast() && (stored == null || !replayed.contains(stored));
    }

    boolean hearsPresence() {
        return presenceOn && rights.readPresence();
    }

    boolean mayTellNow(long now) {
        return events.take(now);
    }

    boolean mayBePresentNow(long now) {
        return presenceEvents.take(now);
    }

    /// Begins: answers the join and hears from then on.
    void begin(@Nullable String ref) {
        if (!enter(ref)) {
            return;
        }
        awaitExpiry();
        if (hearsPresence()) {
            tellPresence();
        }
        if (listener != null) {
            listener.begin();
        }
    }

    /// @return false when the socket closed meanwhile; then nobody may be left on the topic
    private synchronized boolean enter(@Nullable String ref) {
        if (over.get()) {
            return false;
        }
        List<Long> ids = changes == null ? List.of() : changes.ids();
        joined = equipment.topics().join(this, () -> push(ref, "phx_reply", joinReply(ids)));
        equipment.counts().joined();
        return true;
    }

    private void tellPresence() {
        Topic there = joined;
        if (there != null) {
            push(null, "presence_state", there.presence().state());
        }
    }

    /// @param bindings as sent; none for a channel without changes
    void listen(List<Binding> bindings) {
        if (bindings.isEmpty()) {
            return;
        }
        var hearing = new ChangeListener(this);
        listener = hearing;
        changes = equipment.changes().register(audience(), bindings, hearing);
    }

    private Audience audience() {
        Who now = who;
        return new Audience(now.actor().role().sql(), now.actor().claims(), now.expiresAt());
    }

    private byte[] joinReply(List<Long> ids) {
        var answered = new ArrayList<ObjectNode>();
        for (int at = 0; at < ids.size(); at++) {
            answered.add(
                    config.bindings().get(at).deepCopy().put("id", ids.get(at).longValue()));
        }
        return Json.reply("ok", Map.of("postgres_changes", answered));
    }

    /// @param payload a JSON object
    /// @return false when as many are present as may be
    boolean track(byte[] payload) {
        Topic there = joined;
        if (there == null) {
            return true;
        }
        int max = equipment.settings().presencesMax();
        switch (there.presence().track(this, config.presenceKey(), payload, max)) {
            case Presence.Tracked.Full() -> {
                return false;
            }
            case Presence.Tracked.Changed(Presence.Meta meta) -> {
                equipment.topics().due(key(), there);
                equipment.outgoing().presence(() -> new Word.Present(key(), number, config.presenceKey(), meta));
            }
            case Presence.Tracked.Same() -> {
                // Nobody has to hear of it.
            }
        }
        if (!presenceOn) {
            presenceOn = true;
            if (rights.readPresence()) {
                tellPresence();
            }
        }
        if (over.get()) {
            // It ended meanwhile, and whoever ended it may have looked before.
            untrack();
        }
        return true;
    }

    void untrack() {
        Topic there = joined;
        if (there == null) {
            return;
        }
        if (there.presence().untrack(this, config.presenceKey())) {
            equipment.topics().due(key(), there);
        }
        equipment.outgoing().presence(() -> new Word.Absent(key(), number, config.presenceKey()));
    }

    /// Another token counts from now on.
    void renew(Who newer, Rights found) {
        who = newer;
        rights = found;
        awaitExpiry();
        Registration registered = changes;
        if (registered != null) {
            registered.audience(audience());
        }
    }

    private synchronized void awaitExpiry() {
        if (expiry != null) {
            expiry.cancel(false);
            expiry = null;
        }
        Duration left = Duration.between(
                Instant.now(), Instant.ofEpochSecond(Math.min(who.expiresAt(), Integer.MAX_VALUE * 2L)));
        if (left.compareTo(EXPIRY_AWAITED) < 0 && !over.get()) {
            expiry = equipment
                    .clock()
                    .schedule(() -> end("Token has expired"), Math.max(0, left.toMillis()), TimeUnit.MILLISECONDS);
        }
    }

    /// Ends it on the server's side; the client does not join again by itself.
    ///
    /// @param message why
    void end(String message) {
        if (leave()) {
            push(null, "system", Json.system("system", "error", message, name()));
            push(joinRef, "phx_close", Json.EMPTY);
        }
    }

    /// Ends it without a reason, as the client knows it.
    void close() {
        if (leave()) {
            push(joinRef, "phx_close", Json.EMPTY);
        }
    }

    /// Nothing is told any more.
    ///
    /// @return whether it was still on
    boolean leave() {
        if (!over.compareAndSet(false, true)) {
            return false;
        }
        client.forget(this);
        boolean entered;
        synchronized (this) {
            entered = joined != null;
            if (expiry != null) {
                expiry.cancel(false);
            }
        }
        if (changes != null) {
            changes.close();
        }
        if (entered) {
            equipment.topics().leave(this, config.presenceKey());
            equipment.counts().left();
        }
        return true;
    }

    void push(@Nullable String ref, String event, byte[] payload) {
        client.send(Told.text(client.vsn(), joinRef, ref, topic, event, payload));
    }

    boolean send(Told told) {
        Packet packet = told.as(client.vsn());
        return packet != null && client.send(packet);
    }

    /// A change, as the data of this channel's client.
    void changed(long[] ids, byte[] data) {
        StringBuilder head = new StringBuilder("{\"ids\":[");
        for (int at = 0; at < ids.length; at++) {
            head.append(at == 0 ? "" : ",").append(ids[at]);
        }
        byte[] start = head.append("],\"data\":").toString().getBytes(UTF_8);
        byte[] payload = new byte[start.length + data.length + 1];
        System.arraycopy(start, 0, payload, 0, start.length);
        System.arraycopy(data, 0, payload, start.length, data.length);
        payload[payload.length - 1] = '}';
        if (client.send(Told.text(client.vsn(), null, null, topic, "postgres_changes", payload))) {
            equipment.counts().delivered(1);
        }
    }
}
