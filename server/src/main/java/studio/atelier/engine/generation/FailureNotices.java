package studio.atelier.engine.generation;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.engine.generation.GenerationEvents.GenerationFailed;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.mail.MailTemplate;
import studio.atelier.platform.mail.Message;
import studio.atelier.platform.mail.Outbox;

/// Tells people of jobs that failed while they did something else: at once where one of their pages is open, and by
/// e-mail, at most one in an hour however many fail. A job is what workers do or what a provider took to do later; who
/// waits for an answer on a connection has it there. Thread-safe. Source: C86.
final class FailureNotices {

    static final Duration EVERY = Duration.ofMinutes(1);

    /// Failures within this time are one message.
    private static final Duration GATHERED = Duration.ofMinutes(1);

    private static final Duration QUIET = Duration.ofHours(1);

    /// People who are told in one look; the others are next.
    private static final int TOLD_MAX = 200;

    private static final int WORDS_MAX = 500;

    private final Transactions transactions;
    private final Feed feed;
    private final Outbox outbox;
    private final MailTemplate template;
    private final @Nullable URI site;

    /// @param site for the link of the message; null where it is not known
    FailureNotices(Transactions transactions, Feed feed, Outbox outbox, MailTemplate template, @Nullable URI site) {
        this.transactions = transactions;
        this.feed = feed;
        this.outbox = outbox;
        this.template = template;
        this.site = site;
    }

    private record Job(UUID id, UUID userId, String model, String words) {}

    /// In the transaction of the event's consumer.
    void heard(Tx tx, GenerationFailed failed) {
        job(tx, failed.id()).ifPresent(job -> {
            note(tx, job);
            Map<String, Object> told = Map.of(
                    "generation_id", job.id(), "model", job.model(), "code", failed.code(), "message", job.words());
            tx.afterCommit(() -> feed.tell(job.userId(), "job_failed", told));
        });
    }

    private static Optional<Job> job(Tx tx, UUID id) {
        return tx.sql("""
                select g.id, g.user_id, g.provider || '/' || g.model as model, coalesce(g.error_message, '') as words
                from public.generations g
                join atelier.generation_runs r on r.generation_id = g.id
                where g.id = :id and g.status = 'failed' and (r.pool = 'workers' or r.handle is not null)
                """)
                .param("id", id)
                .query((row, _) -> new Job(
                        row.getObject("id", UUID.class),
                        row.getObject("user_id", UUID.class),
                        row.getString("model"),
                        limited(row.getString("words"))))
                .optional();
    }

    private static String limited(String words) {
        return words.length() > WORDS_MAX ? words.substring(0, WORDS_MAX) : words;
    }

    private static void note(Tx tx, Job job) {
        tx.sql("""
                insert into atelier.failure_notices as n (user_id, failed, last_run, last_model, last_words)
                values (:user, 1, :run, :model, :words)
                on conflict (user_id) do update
                  set failed = n.failed + 1, last_run = excluded.last_run, last_model = excluded.last_model,
                      last_words = excluded.last_words,
                      updated_at = case when n.failed = 0 then now() else n.updated_at end
                """)
                .param("user", job.userId())
                .param("run", job.id())
                .param("model", job.model())
                .param("words", job.words())
                .update();
    }

    private record Due(String address, int failed, String model, String words) {}

    /// Sends what was gathered.
    ///
    /// @return to how many people
    int send() {
        return transactions.asSystem("tell of failed jobs", tx -> {
            List<Due> due = due(tx);
            due.forEach(each -> leave(tx, each));
            return due.size();
        });
    }

    private static List<Due> due(Tx tx) {
        return tx.sql("""
                with due as (
                  select n.user_id, n.failed
                  from atelier.failure_notices n
                  where n.failed > 0 and n.updated_at <= now() - cast(:gathered as interval)
                    and (n.told_at is null or n.told_at <= now() - cast(:quiet as interval))
                  order by n.updated_at
                  limit :told
                  for update skip locked
                ), told as (
                  update atelier.failure_notices n
                  set failed = 0, told_at = now()
                  from due
                  where n.user_id = due.user_id
                  returning n.user_id, due.failed, n.last_model, n.last_words
                )
                select u.email, t.failed, t.last_model, t.last_words
                from told t
                join auth.users u on u.id = t.user_id
                where u.deleted_at is null and u.email is not null and u.email_confirmed_at is not null
                """)
                .param("gathered", GATHERED.toSeconds() + " seconds")
                .param("quiet", QUIET.toSeconds() + " seconds")
                .param("told", TOLD_MAX)
                .query((row, _) -> new Due(
                        row.getString("email"),
                        row.getInt("failed"),
                        row.getString("last_model"),
                        row.getString("last_words")))
                .list();
    }

    private void leave(Tx tx, Due due) {
        MailTemplate.Filled filled = template.fill(Map.of(
                "Count", Integer.toString(due.failed()),
                "Model", due.model(),
                "Words", due.words(),
                "Site", site == null ? "" : site.toString()));
        outbox.leave(
                tx, new Message.Email(due.address(), "jobs_failed", filled.subject(), filled.text(), filled.html()));
    }
}
