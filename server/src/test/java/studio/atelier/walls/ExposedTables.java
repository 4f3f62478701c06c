package studio.atelier.walls;

import static studio.atelier.walls.Scene.Person.ORG_ADMIN;
import static studio.atelier.walls.Scene.Person.ORG_MEMBER;
import static studio.atelier.walls.Scene.Person.ORG_VIEWER;
import static studio.atelier.walls.Scene.Person.OWNER;
import static studio.atelier.walls.Scene.Person.STRANGER;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Every table that people may touch, and what they may do with its rows. A person who is not named may do
/// nothing.
///
/// A new table gets its entry here in the commit that grants it to people:
///
/// ```java
/// ExposedTable.of("public.templates", (scene, owner, organisation) -> {
///             Map<String, Object> row = new HashMap<>();
///             row.put("id", scene.database().ids().next());
///             row.put("user_id", owner);
///             row.put("org_id", organisation);
///             row.put("name", "A template");
///             return row;
///         })
///         .own(May.READ.insert("id", "user_id", "name").update("name").deleting(), OWNER)
///         .shared(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER)
///         .shared(May.READ.update("name"), ORG_ADMIN)
/// ```
final class ExposedTables {

    private static final String[] PROFILE = {
        "id", "name", "avatar_url", "username", "website", "bio", "preferences", "answers_reused"
    };

    private ExposedTables() {}

    static List<ExposedTable> all() {
        return List.of(
                people(),
                organisations(),
                memberships(),
                invitations(),
                buckets(),
                objects(),
                assets(),
                providerKeys(),
                organisationKeys(),
                projects(),
                workspaces(),
                realtimeMessages(),
                workerUrls(),
                generations());
    }

    /// Closed until the operator writes policies; they decide about private channels.
    private static ExposedTable realtimeMessages() {
        return ExposedTable.of(
                "realtime.messages",
                (scene, owner, _) -> Map.of(
                        "id", scene.database().ids().next(), "topic", owner.toString(), "extension", "broadcast"));
    }

    /// Addresses of the operator's machines: for administrators.
    private static ExposedTable workerUrls() {
        return ExposedTable.of("public.worker_urls", (scene, _, _) -> {
            UUID id = scene.database().ids().next();
            scene.database()
                    .asOwner()
                    .sql("insert into atelier.workers (id, name, job_kinds, key_hash, key_last4)"
                            + " values (?, ?, '{paint}', sha256(?::text::bytea), '0000')")
                    .params(id, id.toString(), id.toString())
                    .update();
            return Map.of("id", id, "worker_type", "generation", "worker_url", "https://gpu.example/");
        });
    }

    /// The row is there as soon as the account is. Those who work together see each other's name.
    private static ExposedTable people() {
        return ExposedTable.of("public.users", (_, owner, _) -> Map.of("id", owner))
                .own(May.READ.update(PROFILE), OWNER)
                .own(May.READ, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN);
    }

    /// Anybody may make one, and owns it; the one of the scene cannot be made twice.
    private static ExposedTable organisations() {
        String[] insert = {"id", "name"};
        return ExposedTable.of("public.orgs", (scene, owner, organisation) -> {
                    Map<String, Object> row = new HashMap<>();
                    row.put("id", organisation == null ? scene.database().ids().next() : organisation);
                    row.put("name", "Walls");
                    row.put("created_by", owner);
                    return row;
                })
                .own(May.NOTHING.insert(insert), STRANGER, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN)
                .own(May.READ.insert(insert).update("name", "answers_reused").deleting(), OWNER)
                .shared(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER)
                .shared(May.READ.update("name", "answers_reused"), ORG_ADMIN);
    }

    /// Nobody is put in: people are asked. A member may leave.
    private static ExposedTable memberships() {
        return ExposedTable.of(
                        "public.memberships",
                        (scene, owner, _) -> Map.of("org_id", scene.organisation(), "user_id", owner, "role", "member"))
                .own(May.READ, ORG_VIEWER, ORG_MEMBER)
                .own(May.READ.deleting(), OWNER)
                .own(May.READ.update("role").deleting(), ORG_ADMIN);
    }

    private static ExposedTable invitations() {
        return ExposedTable.of("public.org_invitations", (scene, owner, _) -> {
                    UUID id = scene.database().ids().next();
                    Map<String, Object> row = new HashMap<>();
                    row.put("id", id);
                    row.put("org_id", scene.organisation());
                    row.put("email", id + "@walls.example");
                    row.put("role", "member");
                    row.put("invited_by", owner);
                    row.put("token_hash", (id + "" + id).substring(0, 32).getBytes(StandardCharsets.US_ASCII));
                    row.put("expires_at", OffsetDateTime.parse("2099-01-01T00:00:00Z"));
                    return row;
                })
                .hiding("token_hash")
                .own(May.READ.deleting(), ORG_ADMIN);
    }

    /// Nobody gets at a bucket that no policy opens, whoever made it.
    private static ExposedTable buckets() {
        return ExposedTable.of("storage.buckets", (scene, owner, _) -> {
            String id = "walls-" + scene.database().ids().next();
            Map<String, Object> row = new HashMap<>();
            row.put("id", id);
            row.put("name", id);
            row.put("owner_id", owner.toString());
            return row;
        });
    }

    private static ExposedTable objects() {
        return ExposedTable.of("storage.objects", ExposedTables::object)
                .own(May.READ, OWNER)
                .shared(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN);
    }

    private static Map<String, Object> object(Scene scene, UUID owner, @Nullable UUID organisation) {
        UUID blob = scene.database().ids().next();
        scene.database()
                .asOwner()
                .sql("""
                        insert into atelier.blobs (id, tenant_id, sha256, size_bytes)
                        values (:id, :tenant, sha256(cast(:id as text)::bytea), 1)
                        """)
                .param("id", blob)
                .param("tenant", organisation == null ? owner : organisation)
                .update();
        Map<String, Object> row = new HashMap<>();
        row.put("id", scene.database().ids().next());
        row.put("bucket_id", "generated-images");
        row.put("name", owner + "/images/" + blob + ".png");
        row.put("owner_id", owner.toString());
        row.put("org_id", organisation);
        row.put("blob_id", blob);
        return row;
    }

    private static ExposedTable assets() {
        return ExposedTable.of("public.assets", (scene, owner, organisation) -> {
                    Map<String, Object> object = object(scene, owner, organisation);
                    scene.database().asOwner().sql("""
                                    insert into storage.objects (id, bucket_id, name, blob_id)
                                    values (:id, :bucket_id, :name, :blob_id)
                                    """).params(object).update();
                    Map<String, Object> row = new HashMap<>();
                    row.put("id", scene.database().ids().next());
                    row.put("user_id", owner);
                    row.put("org_id", organisation);
                    row.put("source", "generation");
                    row.put("kind", "image");
                    row.put("mime_type", "image/png");
                    row.put("size_bytes", 1);
                    row.put("sha256", new byte[32]);
                    row.put("bucket_id", object.get("bucket_id"));
                    row.put("object_name", object.get("name"));
                    return row;
                })
                .own(May.READ, OWNER)
                .shared(May.READ, OWNER, ORG_VIEWER, ORG_MEMBER, ORG_ADMIN);
    }

    /// The secret itself is in a table of the server's.
    private static ExposedTable providerKeys() {
        return ExposedTable.of("public.user_api_keys", (scene, owner, organisation) -> {
                    Map<String, Object> row = new HashMap<>();
                    row.put("id", scene.database().ids().next());
                    row.put("user_id", owner);
                    row.put("org_id", organisation);
                    row.put("provider", "openai");
                    row.put("key_name", "Key " + row.get("id"));
                    row.put("last4", "1234");
                    return row;
                })
                .own(May.READ, OWNER)
                .shared(May.READ, OWNER, ORG_ADMIN);
    }

    /// Written by the server only; members use what they cannot see.
    private static ExposedTable organisationKeys() {
        return ExposedTable.of("public.org_api_keys", (scene, _, _) -> {
                    Map<String, Object> row = new HashMap<>();
                    row.put("id", scene.database().ids().next());
                    row.put("org_id", scene.organisation());
                    row.put("provider", "openai");
                    row.put("key_name", "Key " + row.get("id"));
                    row.put("last4", "1234");
                    return row;
                })
                .own(May.READ, ORG_ADMIN);
    }

    /// What was spent and what is held is the server's.
    private static ExposedTable projects() {
        String[] insert = {"id", "user_id", "org_id", "name", "description", "thumbnail_url", "budget_cents", "settings"
        };
        String[] update = {"name", "description", "thumbnail_url", "budget_cents", "settings", "archived_at"};
        return ExposedTable.of("public.projects", (scene, owner, organisation) -> {
                    Map<String, Object> row = owned(scene, owner, organisation);
                    row.put("name", "Posters");
                    return row;
                })
                .own(May.READ.insert(insert).update(update).deleting(), OWNER)
                .shared(May.READ, ORG_VIEWER)
                .shared(May.READ.insert(insert), ORG_MEMBER)
                .shared(May.READ.insert(insert).update(update).deleting(), OWNER, ORG_ADMIN);
    }

    private static ExposedTable workspaces() {
        String[] insert = {"id", "project_id", "user_id", "name", "description", "settings"};
        String[] update = {"project_id", "name", "description", "settings"};
        return ExposedTable.of("public.workspaces", (scene, owner, organisation) -> {
                    UUID project = scene.database().ids().next();
                    scene.database()
                            .asOwner()
                            .sql("insert into public.projects (id, user_id, org_id, name) values (?, ?, ?, 'Posters')")
                            .params(project, OWNER.id(), organisation)
                            .update();
                    Map<String, Object> row = owned(scene, owner, organisation);
                    row.put("project_id", project);
                    row.put("name", "Covers");
                    return row;
                })
                .own(May.READ.insert(insert).update(update).deleting(), OWNER)
                .shared(May.READ, ORG_VIEWER)
                .shared(May.READ.insert(insert), ORG_MEMBER)
                .shared(May.READ.insert(insert).update(update).deleting(), OWNER, ORG_ADMIN);
    }

    /// State, price and owner are the server's; a person drafts, names, tags, rates and trashes.
    private static ExposedTable generations() {
        String[] update = {"title", "tags", "rating", "deleted_at"};
        String[] insert = {
            "id",
            "project_id",
            "workspace_id",
            "user_id",
            "provider",
            "model",
            "generation_type",
            "prompt",
            "parameters",
            "reference_asset_ids",
            "status",
            "title",
            "tags"
        };
        return ExposedTable.of("public.generations", (scene, owner, organisation) -> {
                    Map<String, Object> row = owned(scene, owner, organisation);
                    row.put("provider", "demo");
                    row.put("model", "demo-text");
                    row.put("generation_type", "text");
                    row.put("prompt", "a short line");
                    return row;
                })
                .own(May.READ.insert(insert).update(update), OWNER)
                // Whose project it is decides which organisation a draft belongs to; without one it is a person's own.
                .shared(May.READ.insert(insert), ORG_VIEWER, ORG_MEMBER)
                .shared(May.READ.insert(insert).update(update), OWNER, ORG_ADMIN)
                .shared(May.NOTHING.insert(insert), STRANGER);
    }

    private static Map<String, Object> owned(Scene scene, UUID owner, @Nullable UUID organisation) {
        Map<String, Object> row = new HashMap<>();
        row.put("id", scene.database().ids().next());
        row.put("user_id", owner);
        row.put("org_id", organisation);
        return row;
    }
}
