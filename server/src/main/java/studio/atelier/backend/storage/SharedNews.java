package studio.atelier.backend.storage;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import studio.atelier.platform.database.Actor;
import studio.atelier.platform.database.Transactions;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.feed.Change;
import studio.atelier.platform.feed.Feed;
import studio.atelier.platform.feed.Follower;
import studio.atelier.platform.feed.Visibility;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Tells those who may see an object, beside its owner, that it came, changed or went: members of an organisation, and
/// whomever the policies of a front end let into a folder. The policies themselves are asked, for everybody who listens
/// at this node in one query; a row that is gone is put back for the question, in a transaction that is undone. What
/// lies in the folder of its owner's own id and belongs to no organisation is asked nobody else about: it would make a
/// question of every upload. Thread-safe. A hint to look again: what does not fit into the queue is not told.
final class SharedNews implements Follower, AutoCloseable {

    static final String EVENT = "storage";

    private static final Logger log = LoggerFactory.getLogger(SharedNews.class);

    private static final int WAITING_MAX = 1_000;

    /// Changes of one question.
    private static final int GATHERED_MAX = 100;

    /// Persons of one question; the rest look when they look.
    private static final int PERSONS_MAX = 500;

    private static final String QUESTION = """
            select coalesce(array_agg(k.n::int), '{}')
            from jsonb_array_elements($1) with ordinality as k (v, n)
            where exists (select from storage.objects o where o.bucket_id = k.v ->> 'bucket_id' and o.name = k.v ->> 'name')
            """;

    private final Transactions transactions;
    private final Feed feed;
    private final Visibility visibility;
    private final JsonMapper json = JsonMapper.shared();
    private final BlockingQueue<News> waiting = new ArrayBlockingQueue<>(WAITING_MAX);
    private final AtomicBoolean asking = new AtomicBoolean();
    private final ExecutorService worker = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("storage-news-", 0).factory());

    SharedNews(Transactions transactions, Feed feed, Visibility visibility) {
        this.transactions = transactions;
        this.feed = feed;
        this.visibility = visibility;
    }

    /// @param row   as the log has it, with bucket and name
    /// @param trash whether it is a row of the trash
    private record News(Map<String, @Nullable String> row, boolean gone, boolean trash, long xid) {

        String bucket() {
            return String.valueOf(row.get("bucket_id"));
        }

        String name() {
            return String.valueOf(row.get("name"));
        }

        boolean isOf(UUID person) {
            return person.toString().equals(row.get("owner_id"));
        }

        /// Whether somebody beside the owner may hear of it.
        boolean shared() {
            String owner = row.get("owner_id");
            return row.get("org_id") != null || (!trash && (owner == null || !name().startsWith(owner + "/")));
        }
    }

    @Override
    public void changed(Change change) {
        boolean trash = change.table().equals(ObjectFeed.TRASH);
        if (!trash && !change.table().equals(ObjectFeed.OBJECTS)) {
            return;
        }
        offer(new News(change.columns(), change.kind() == Change.Kind.DELETED, trash, change.xid()));
        if (change.kind() == Change.Kind.UPDATED && moved(change)) {
            offer(new News(change.old(), true, trash, change.xid()));
        }
    }

    private static boolean moved(Change change) {
        return change.old().get("name") != null
                && !(String.valueOf(change.old().get("name"))
                                .equals(change.columns().get("name"))
                        && String.valueOf(change.old().get("bucket_id"))
                                .equals(change.columns().get("bucket_id")));
    }

    private void offer(News news) {
        if (news.shared() && waiting.offer(news)) {
            ask();
        }
    }

    private void ask() {
        if (asking.compareAndSet(false, true)) {
            try {
                worker.execute(this::tellAll);
            } catch (RejectedExecutionException _) {
                log.debug("the server stops; nobody is told any more");
            }
        }
    }

    private void tellAll() {
        try {
            List<News> some = new ArrayList<>();
            while (waiting.drainTo(some, GATHERED_MAX) > 0) {
                tell(some);
                some.clear();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            asking.set(false);
        }
        // What came between the last look and the end of it.
        if (!waiting.isEmpty()) {
            ask();
        }
    }

    private void tell(List<News> some) throws InterruptedException {
        List<UUID> persons = feed.listeners().stream().limit(PERSONS_MAX).toList();
        if (persons.isEmpty()) {
            return;
        }
        for (News news : some) {
            visibility.await(news.xid());
        }
        try {
            List<News> objects = some.stream().filter(news -> !news.trash()).toList();
            tell(objects, objects.isEmpty() ? List.of() : whoSees(objects, persons));
            List<News> trash = some.stream().filter(News::trash).toList();
            tell(trash, trash.isEmpty() ? List.of() : whoManages(trash, persons));
        } catch (DataAccessException failure) {
            log.warn(
                    "nobody is told of {} changed objects: the database did not say who may see them",
                    some.size(),
                    failure);
        }
    }

    /// @param place from 1, among the changes asked about
    private record Sight(UUID person, int place) {}

    private void tell(List<News> some, List<Sight> sights) {
        record Word(UUID person, String bucket, String name, boolean gone) {}
        Set<Word> words = sights.stream()
                .filter(sight -> !some.get(sight.place() - 1).isOf(sight.person()))
                .map(sight -> {
                    News news = some.get(sight.place() - 1);
                    return new Word(sight.person(), news.bucket(), news.name(), news.gone());
                })
                .collect(Collectors.toCollection(LinkedHashSet::new));
        words.forEach(
                word -> feed.tell(word.person(), EVENT, ObjectFeed.news(word.bucket(), word.name(), word.gone())));
    }

    private List<Sight> whoSees(List<News> some, List<UUID> persons) {
        String rows = rows(some);
        return transactions.rehearse(
                "storage news",
                tx -> putBack(tx, rows),
                Actor.SERVICE,
                tx -> tx.asSystem("storage news")
                        .sql("""
                        with asked as (
                          select row_number() over (order by u.id) as n, u.id,
                                 jsonb_build_object('sub', u.id, 'role', 'authenticated', 'aud', 'authenticated', 'email', u.email,
                                                    'app_metadata', u.raw_app_meta_data,
                                                    'user_metadata', u.raw_user_meta_data)::text as claims
                          from auth.users u
                          where u.id = any (:persons))
                        select a.id as person, v.place
                        from atelier.visible_to(:question, cast(:rows as jsonb),
                                                (select array_agg('authenticated'::text order by n) from asked),
                                                (select array_agg(claims order by n) from asked)) v
                        join asked a on a.n = v.audience
                        """)
                        .param("question", QUESTION)
                        .param("rows", rows)
                        .param("persons", persons.toArray(UUID[]::new))
                        .query(Sight.class)
                        .list());
    }

    /// A name that another object has meanwhile is judged by that one.
    private static void putBack(Tx tx, String rows) {
        tx.sql("""
                insert into storage.objects (id, bucket_id, name, owner, owner_id, org_id, metadata, user_metadata, version, created_at)
                select (e ->> 'id')::uuid, e ->> 'bucket_id', e ->> 'name', (e ->> 'owner')::uuid, e ->> 'owner_id', o.id,
                       (e ->> 'metadata')::jsonb, (e ->> 'user_metadata')::jsonb, e ->> 'version',
                       (e ->> 'created_at')::timestamptz
                from jsonb_array_elements(cast(:rows as jsonb)) e
                join storage.buckets b on b.id = e ->> 'bucket_id'
                left join public.orgs o on o.id = (e ->> 'org_id')::uuid
                where (e ->> 'gone')::boolean
                on conflict do nothing
                """).param("rows", rows).update();
    }

    private String rows(List<News> some) {
        ArrayNode rows = json.createArrayNode();
        for (News news : some) {
            ObjectNode row = rows.addObject();
            news.row().forEach(row::put);
            row.put("gone", news.gone());
        }
        return json.writeValueAsString(rows);
    }

    /// The same whom [Trash] shows the files of an organisation.
    private List<Sight> whoManages(List<News> some, List<UUID> persons) {
        @Nullable
        String[] organisations =
                some.stream().map(news -> news.row().get("org_id")).toArray(String[]::new);
        return transactions.asSystem(
                "storage news",
                tx -> tx.sql("""
                        select m.user_id as person, o.place::integer as place
                        from unnest(cast(:organisations as uuid[])) with ordinality as o (id, place)
                        join public.memberships m on m.org_id = o.id
                        join auth.role_permissions p on p.role = m.role and p.permission = 'assets.manage'
                        where m.user_id = any (:persons)
                        """)
                        .param("organisations", organisations)
                        .param("persons", persons.toArray(UUID[]::new))
                        .query(Sight.class)
                        .list());
    }

    @Override
    public void begun() {
        // Pages look again by themselves after a break.
    }

    @Override
    public void redefined(long xid) {
        // Policies are asked each time.
    }

    @Override
    public void interrupted() {
        // Nothing to remember.
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
