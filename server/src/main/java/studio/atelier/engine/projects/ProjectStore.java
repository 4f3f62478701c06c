package studio.atelier.engine.projects;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import studio.atelier.platform.money.Micros;
import tools.jackson.databind.json.JsonMapper;

/// The statements of projects. What runs as a person sees what the policies let that person see.
final class ProjectStore {

    private static final String COLUMNS = """
            id, user_id, org_id, name, description, thumbnail_url, budget_cents, spent_micros, held_micros, settings::text as settings,
            archived_at, created_at, updated_at
            """;

    private final JsonMapper json;

    ProjectStore(JsonMapper json) {
        this.json = json;
    }

    /// A change; a null component stays as it is.
    ///
    /// @param budget   null leaves the budget; a budget of null cents takes the cap away
    /// @param archived true sets the mark now, false takes it away
    record Change(
            @Nullable String name,
            @Nullable String description,
            @Nullable Budget budget,
            @Nullable Boolean archived,
            @Nullable String settings) {

        record Budget(@Nullable Integer cents) {}
    }

    /// @param orgId the organisation it is for; null for the person's own
    record NewProject(
            @Nullable UUID orgId,
            String name,
            @Nullable String description,
            @Nullable Integer budgetCents) {}

    void insert(Tx tx, UUID id, UUID userId, NewProject project) {
        tx.sql("""
                insert into public.projects (id, user_id, org_id, name, description, budget_cents)
                values (:id, :user, :org, :name, :description, :budget)
                """)
                .param("id", id)
                .param("user", userId)
                .param("org", project.orgId(), java.sql.Types.OTHER)
                .param("name", project.name())
                .param("description", project.description())
                .param("budget", project.budgetCents())
                .update();
    }

    Optional<Project> find(Tx tx, UUID id) {
        return tx.sql("select " + COLUMNS + " from public.projects where id = :id")
                .param("id", id)
                .query(this::project)
                .optional();
    }

    /// Reads the generations of a room above, because a project without its pictures is no card; it writes
    /// nothing there.
    private static final String VIEW = "select " + COLUMNS + """
            , content.count, content.last, content.cover
            from public.projects
            cross join lateral (
              select count(*) as count, max(g.created_at) as last,
                     (array_agg(g.result -> 'outputs' -> 0 ->> 'thumbnail_url' order by g.id desc)
                       filter (where g.generation_type = 'image' and g.status = 'completed'))[1] as cover
              from public.generations g
              where g.project_id = projects.id and g.deleted_at is null
            ) content
            """;

    Optional<ProjectView> view(Tx tx, UUID id) {
        return tx.sql(VIEW + " where id = :id")
                .param("id", id)
                .query(this::view)
                .optional();
    }

    List<ProjectView> list(Tx tx, boolean archived, int limit) {
        return tx.sql(VIEW + """
                where (archived_at is not null) = :archived
                order by id desc
                limit :limit
                """)
                .param("archived", archived)
                .param("limit", limit)
                .query(this::view)
                .list();
    }

    boolean permitted(Tx tx, UUID organisation, String permission) {
        return tx.sql("select :org = any (auth.permitted_orgs(:permission))")
                .param("org", organisation)
                .param("permission", permission)
                .query(Boolean.class)
                .single();
    }

    private ProjectView view(ResultSet row, int index) throws SQLException {
        var content = new ProjectView.Content(row.getLong("count"), instant(row, "last"), row.getString("cover"));
        return ProjectView.of(project(row, index), content);
    }

    /// @return false when the person may not change it, or it is gone
    boolean update(Tx tx, UUID id, Change change) {
        return tx.sql("""
                update public.projects
                set name = coalesce(:name, name),
                    description = coalesce(:description, description),
                    budget_cents = case when :budget_given then :budget::integer else budget_cents end,
                    settings = coalesce(:settings::jsonb, settings),
                    archived_at = case when :archived::boolean is null then archived_at
                                       when :archived::boolean then coalesce(archived_at, now()) end
                where id = :id
                """)
                        .param("id", id)
                        .param("name", change.name())
                        .param("description", change.description())
                        .param("budget_given", change.budget() != null)
                        .param(
                                "budget",
                                change.budget() == null ? null : change.budget().cents())
                        .param("settings", change.settings())
                        .param("archived", change.archived())
                        .update()
                == 1;
    }

    boolean delete(Tx tx, UUID id) {
        return tx.sql("delete from public.projects where id = :id")
                        .param("id", id)
                        .update()
                == 1;
    }

    private Project project(ResultSet row, int index) throws SQLException {
        int budget = row.getInt("budget_cents");
        Integer cap = row.wasNull() ? null : budget;
        return new Project(
                row.getObject("id", UUID.class),
                row.getObject("user_id", UUID.class),
                row.getObject("org_id", UUID.class),
                row.getString("name"),
                row.getString("description"),
                row.getString("thumbnail_url"),
                cap,
                Micros.of(row.getLong("spent_micros")),
                Micros.of(row.getLong("held_micros")),
                json.readTree(row.getString("settings")),
                instant(row, "archived_at"),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
