package studio.atelier.backend.realtime.channel;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// Asks the policies of `realtime.messages` what somebody may do on a private channel, by doing it and undoing
/// it. Source: wire reference 5.5. Thread-safe.
public final class Policies {

    private static final Logger log = LoggerFactory.getLogger(Policies.class);
    private static final String BROADCAST = "broadcast";
    private static final String PRESENCE = "presence";

    private final Transactions transactions;
    private final JsonMapper json = JsonMapper.shared();

    public Policies(Transactions transactions) {
        this.transactions = transactions;
    }

    /// The database cannot be asked.
    static final class Unreachable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Unreachable(Throwable cause) {
            super("the policies cannot be asked", cause);
        }
    }

    /// Who wants to know, and of what.
    ///
    /// @param headers of the handshake or the request, JSON
    /// @param topic   name of the channel
    record Question(Actor actor, String headers, String topic) {}

    /// @throws Unreachable the database cannot be asked
    Rights readable(Question question) {
        UUID broadcast = UUID.randomUUID();
        UUID presence = UUID.randomUUID();
        try {
            Set<UUID> seen = transactions.rehearse(
                    "realtime",
                    tx -> tx.sql("""
                                    insert into realtime.messages (id, topic, extension)
                                    values (:broadcast, :topic, 'broadcast'), (:presence, :topic, 'presence')
                                    """)
                            .param("broadcast", broadcast)
                            .param("presence", presence)
                            .param("topic", question.topic())
                            .update(),
                    question.actor(),
                    tx -> {
                        assume(tx, question);
                        return tx.sql("select id from realtime.messages where id in (:ids)")
                                .param("ids", List.of(broadcast, presence))
                                .query(UUID.class)
                                .set();
                    });
            return new Rights(seen.contains(broadcast), seen.contains(presence), null);
        } catch (DataAccessException failure) {
            refuseUnreachable(failure);
            return new Rights(false, false, null);
        }
    }

    /// @throws Unreachable the database cannot be asked
    Rights.Write writable(Question question) {
        return new Rights.Write(broadcastable(question), writable(question, PRESENCE));
    }

    /// @throws Unreachable the database cannot be asked
    boolean broadcastable(Question question) {
        return writable(question, BROADCAST);
    }

    private boolean writable(Question question, String extension) {
        try {
            return transactions.rehearse("realtime", tx -> {}, question.actor(), tx -> {
                assume(tx, question);
                return tx.sql("insert into realtime.messages (topic, extension) values (:topic, :extension)")
                                .param("topic", question.topic())
                                .param("extension", extension)
                                .update()
                        == 1;
            });
        } catch (DataAccessException failure) {
            refuseUnreachable(failure);
            return false;
        }
    }

    private void assume(Tx tx, Question question) {
        var claims = json.readTree(question.actor().claims());
        tx.sql("""
                        select set_config('realtime.topic', :topic, true),
                               set_config('request.headers', :headers, true),
                               set_config('request.jwt.claim.sub', :sub, true),
                               set_config('request.jwt.claim.role', :role, true)
                        """)
                .param("topic", question.topic())
                .param("headers", question.headers())
                .param("sub", claims.path("sub").asString(""))
                .param("role", question.actor().role().sql())
                .query()
                .singleRow();
    }

    /// A policy that fails denies; a database that is away says nothing.
    private static void refuseUnreachable(DataAccessException failure) {
        if (failure instanceof DataAccessResourceFailureException || failure instanceof TransientDataAccessException) {
            throw new Unreachable(failure);
        }
        log.debug("a policy of realtime.messages refused", failure);
    }
}
