package studio.atelier.engine.media;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import studio.atelier.platform.database.Tx;
import tools.jackson.databind.json.JsonMapper;

/// The rows of `public.assets`.
final class AssetStore {

    private static final String SELECT = """
            select id, generation_id, user_id, org_id, kind, mime_type, width, height, duration_ms, size_bytes, sha256, color,
                   bucket_id, object_name, thumbnail_name, preview_name, loop_name, token, created_at,
                   frame_rate, video_codec, audio_codec
            from public.assets
            """;

    private final JsonMapper json = JsonMapper.builder().build();

    /// @param position place among the outputs of its generation, from 0
    void insert(Tx tx, Asset asset, String source, int position, StagedMedia staged) {
        MediaFacts facts = asset.facts();
        MediaFacts.Streams streams = facts.streams();
        tx.sql("""
                        insert into public.assets
                          (id, generation_id, user_id, org_id, source, position, kind, mime_type, width, height, duration_ms,
                           size_bytes, sha256, color, bucket_id, object_name, thumbnail_name, preview_name, loop_name, token,
                           metadata, created_at, frame_rate, video_codec, audio_codec)
                        values
                          (:id, :generation, :user, :org, :source, :position, :kind, :mime_type, :width, :height, :duration,
                           :size, decode(:sha256, 'hex'), :color, :bucket, :object, :thumbnail, :preview, :loop, :token,
                           cast(:metadata as jsonb), :created_at, :frame_rate, :video_codec, :audio_codec)
                        """)
                .param("id", asset.id())
                .param("generation", asset.generationId(), Types.OTHER)
                .param("user", asset.owner().userId())
                .param("org", asset.owner().orgId(), Types.OTHER)
                .param("source", source)
                .param("position", position)
                .param("kind", facts.kind().word())
                .param("mime_type", facts.mimeType())
                .param("width", facts.width(), Types.INTEGER)
                .param("height", facts.height(), Types.INTEGER)
                .param("duration", facts.durationMs(), Types.BIGINT)
                .param("size", asset.sizeBytes())
                .param("sha256", asset.sha256())
                .param("color", facts.color(), Types.VARCHAR)
                .param("bucket", asset.files().bucketId())
                .param("object", asset.files().objectName())
                .param("thumbnail", asset.files().thumbnailName(), Types.VARCHAR)
                .param("preview", asset.files().previewName(), Types.VARCHAR)
                .param("loop", asset.files().loopName(), Types.VARCHAR)
                .param("frame_rate", streams == null ? null : streams.frameRate(), Types.DOUBLE)
                .param("video_codec", streams == null ? null : streams.videoCodec(), Types.VARCHAR)
                .param("audio_codec", streams == null ? null : streams.audioCodec(), Types.VARCHAR)
                .param("token", asset.token(), Types.VARCHAR)
                .param("metadata", json.writeValueAsString(staged.metadata()))
                .param("created_at", asset.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    Optional<Asset> find(Tx tx, UUID id) {
        return tx.sql(SELECT + """
                        where id = :id
                          and deleted_at is null
                        """)
                .param("id", id)
                .query((row, _) -> asset(row))
                .optional();
    }

    Optional<Asset> findByToken(Tx tx, String token) {
        return tx.sql(SELECT + """
                        where token = :token
                          and deleted_at is null
                        """)
                .param("token", token)
                .query((row, _) -> asset(row))
                .optional();
    }

    List<Asset> ofGenerations(Tx tx, Collection<UUID> generations) {
        return tx.sql(SELECT + """
                        where generation_id = any(:generations)
                          and deleted_at is null
                        order by generation_id, position
                        """)
                .param("generations", generations.toArray(UUID[]::new))
                .query((row, _) -> asset(row))
                .list();
    }

    /// Newest first.
    ///
    /// @param before the last id of the page before; null for the first page
    List<Asset> uploads(Tx tx, UUID user, @Nullable UUID before, int limit) {
        return tx.sql(SELECT + """
                        where user_id = :user
                          and source = 'upload'
                          and deleted_at is null
                          and (cast(:before as uuid) is null or id < :before)
                        order by id desc
                        limit :limit
                        """)
                .param("user", user)
                .param("before", before, Types.OTHER)
                .param("limit", limit)
                .query((row, _) -> asset(row))
                .list();
    }

    boolean isUpload(Tx tx, UUID id) {
        return tx.sql("""
                        select 1
                        from public.assets
                        where id = :id
                          and source = 'upload'
                        """).param("id", id).query(Integer.class).optional().isPresent();
    }

    void setToken(Tx tx, UUID id, @Nullable String token) {
        tx.sql("""
                        update public.assets
                        set token = :token
                        where id = :id
                        """).param("id", id).param("token", token, Types.VARCHAR).update();
    }

    private static Asset asset(ResultSet row) throws SQLException {
        String mimeType = row.getString("mime_type");
        String name = row.getString("object_name");
        var facts = new MediaFacts(
                MediaKind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                mimeType,
                name.substring(name.lastIndexOf('.') + 1),
                row.getObject("width", Integer.class),
                row.getObject("height", Integer.class),
                row.getObject("duration_ms", Long.class),
                row.getString("color"),
                streams(row));
        return new Asset(
                row.getObject("id", UUID.class),
                row.getObject("generation_id", UUID.class),
                new MediaOwner(row.getObject("user_id", UUID.class), row.getObject("org_id", UUID.class)),
                facts,
                row.getLong("size_bytes"),
                HexFormat.of().formatHex(row.getBytes("sha256")),
                new Asset.Files(
                        row.getString("bucket_id"),
                        name,
                        row.getString("thumbnail_name"),
                        row.getString("preview_name"),
                        row.getString("loop_name")),
                row.getString("token"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static MediaFacts.@Nullable Streams streams(ResultSet row) throws SQLException {
        var streams = new MediaFacts.Streams(
                row.getObject("frame_rate", Double.class), row.getString("video_codec"), row.getString("audio_codec"));
        return streams.videoCodec() == null && streams.audioCodec() == null ? null : streams;
    }
}
