package studio.atelier.platform.mail.internal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.mail.Message;

/// `atelier.messages`, as the system.
final class MessageStore {

    /// Tries of one message.
    static final int ATTEMPTS_MAX = 6;

    /// Longer than any try takes, so that a message is taken by one node at a time.
    private static final Duration LEASE = Duration.ofMinutes(3);

    private static final int ERROR_LENGTH_MAX = 1_000;

    /// @param attempts this one included
    record Taken(UUID id, Message message, int attempts) {}

    /// As administrators see one.
    record Shown(
            UUID id,
            String channel,
            String recipient,
            String kind,
            String subject,
            @Nullable String text,
            @Nullable String html,
            String state,
            int attempts,
            @Nullable String error,
            Instant createdAt) {

        @Override
        public String toString() {
            return "Shown[" + id + "]";
        }
    }

    /// The next one that is due, leased.
    Optional<Taken> take(Tx tx) {
        return tx.sql("""
                        update atelier.messages
                        set attempts = attempts + 1, due_at = now() + make_interval(secs => :lease)
                        where id = (
                          select id from atelier.messages
                          where state = 'pending' and due_at <= now()
                          order by due_at
                          limit 1
                          for update skip locked)
                        returning id, channel, recipient, kind, subject, body_text, body_html, attempts
                        """)
                .param("lease", LEASE.toSeconds())
                .query((row, _) -> new Taken(row.getObject("id", UUID.class), message(row), row.getInt("attempts")))
                .optional();
    }

    private static Message message(ResultSet row) throws SQLException {
        String text = Optional.ofNullable(row.getString("body_text")).orElse("");
        return row.getString("channel").equals("sms")
                ? new Message.Sms(row.getString("recipient"), row.getString("kind"), text)
                : new Message.Email(
                        row.getString("recipient"),
                        row.getString("kind"),
                        row.getString("subject"),
                        text,
                        row.getString("body_html"));
    }

    void sent(Tx tx, UUID id) {
        tx.sql("""
                        update atelier.messages
                        set state = 'sent', sent_at = now(), body_text = null, body_html = null, error = null
                        where id = :id
                        """).param("id", id).update();
    }

    void delayed(Tx tx, UUID id, Duration wait, String reason) {
        tx.sql("""
                        update atelier.messages set due_at = now() + make_interval(secs => :wait), error = :error
                        where id = :id
                        """)
                .param("wait", wait.toSeconds())
                .param("error", cut(reason))
                .param("id", id)
                .update();
    }

    void failed(Tx tx, UUID id, String reason) {
        tx.sql("""
                        update atelier.messages set state = 'failed', error = :error, body_text = null, body_html = null
                        where id = :id
                        """).param("error", cut(reason)).param("id", id).update();
    }

    /// Newest first.
    ///
    /// @param recipient empty finds all
    List<Shown> newest(Tx tx, String recipient, int limit) {
        return tx.sql("""
                        select id, channel, recipient, kind, subject, body_text, body_html, state, attempts, error, created_at
                        from atelier.messages
                        where :recipient = '' or recipient = :recipient
                        order by id desc
                        limit :limit
                        """)
                .param("recipient", recipient)
                .param("limit", limit)
                .query((row, _) -> new Shown(
                        row.getObject("id", UUID.class),
                        row.getString("channel"),
                        row.getString("recipient"),
                        row.getString("kind"),
                        row.getString("subject"),
                        row.getString("body_text"),
                        row.getString("body_html"),
                        row.getString("state"),
                        row.getInt("attempts"),
                        row.getString("error"),
                        row.getObject("created_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /// @return how many were deleted
    int deleteOld(Tx tx, Duration keep, int keepMax) {
        return tx.sql("""
                        delete from atelier.messages
                        where state <> 'pending'
                          and (created_at < now() - make_interval(secs => :keep)
                               or id < (select id from atelier.messages order by id desc offset :max limit 1))
                        """).param("keep", keep.toSeconds()).param("max", keepMax).update();
    }

    private static String cut(String reason) {
        return reason.substring(0, Math.min(reason.length(), ERROR_LENGTH_MAX));
    }
}
