package studio.atelier.engine.vault;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Trip;

/// Which key a run would use, in one statement: own, else of the project's organisation, else the server's;
/// within a level the first that the provider did not refuse, by position.
final class KeyResolution {

    private KeyResolution() {}

    /// Whose key a run would use.
    ///
    /// @param projectId the run's project; an organisation's keys count where the person is a member of the
    ///     organisation the project belongs to
    /// @param provider  null for all
    record Question(
            UUID userId, @Nullable UUID projectId, @Nullable String provider) {

        private Map<String, @Nullable Object> row(int number) {
            Map<String, @Nullable Object> row = new HashMap<>();
            row.put("n", number);
            row.put("person", userId);
            row.put("project", projectId);
            row.put("wanted", provider);
            return row;
        }
    }

    private record Found(int number, String provider, KeyChoice choice) {}

    /// @return for each question, in their order: by provider; those without any key are absent
    static Supplier<List<Map<String, KeyChoice>>> resolve(Trip trip, List<Question> questions) {
        trip.planOnce();
        Supplier<List<Found>> found = trip.sql("""
                        select asked.n, usable.*
                        from jsonb_to_recordset(:asked::jsonb) as asked (n integer, person uuid, project uuid, wanted text)
                        cross join lateral (
                          with org as (
                            select m.org_id, m.role
                            from public.projects p
                            join public.memberships m on m.org_id = p.org_id and m.user_id = asked.person
                            where p.id = asked.project
                          ), keys as (
                            select 1 as level, 'OWN' as source, k.provider, k.id, k.key_name, k.status, k.position, k.updated_at
                            from public.user_api_keys k
                            where k.user_id = asked.person and k.is_active
                            union all
                            select 2, 'ORGANISATION', k.provider, k.id, k.key_name, k.status, k.position, k.updated_at
                            from public.org_api_keys k
                            join org on org.org_id = k.org_id
                            where k.is_active
                              and (k.access = 'everyone'
                                or exists (select from atelier.org_api_key_grants g
                                           where g.key_id = k.id and (g.role = org.role or g.user_id = asked.person)))
                            union all
                            select 3, 'SERVER', k.provider, k.id, k.key_name, k.status, k.position, k.updated_at
                            from atelier.server_provider_keys k
                            where k.is_active
                              and (k.access = 'everyone'
                                or exists (select from atelier.server_provider_key_grants g
                                           where g.key_id = k.id
                                             and (g.user_id = asked.person
                                               or g.org_id = (select org_id from org)
                                               or g.tier = (select coalesce(
                                                              (select q.tier from atelier.queue_people q where q.user_id = asked.person),
                                                              u.raw_app_meta_data ->> 'tier', 'standard')
                                                            from auth.users u where u.id = asked.person))))
                          )
                          select distinct on (provider) provider, source, id, key_name, status = 'invalid' as rejected
                          from keys
                          where asked.wanted is null or provider = asked.wanted
                          order by provider, level, status = 'invalid', position, status = 'unverified',
                            updated_at desc, id
                        ) usable
                        """)
                .rows(
                        "asked",
                        IntStream.range(0, questions.size())
                                .mapToObj(number -> questions.get(number).row(number))
                                .toList())
                .query((row, _) -> new Found(
                        row.getInt("n"),
                        row.getString("provider"),
                        choice(
                                KeyChoice.Source.valueOf(row.getString("source")),
                                row.getObject("id", UUID.class),
                                row.getString("key_name"),
                                row.getBoolean("rejected"))));
        return () -> {
            List<Map<String, KeyChoice>> answers = new ArrayList<>();
            questions.forEach(_ -> answers.add(new HashMap<>()));
            found.get().forEach(each -> answers.get(each.number()).put(each.provider(), each.choice()));
            return answers;
        };
    }

    private static KeyChoice choice(KeyChoice.Source source, UUID id, String name, boolean rejected) {
        // An administrator may have only this one; a refusal of one model must not close it for everybody.
        return rejected && source != KeyChoice.Source.SERVER
                ? new KeyChoice.Rejected(source, name)
                : new KeyChoice.Key(source, id, name);
    }
}
