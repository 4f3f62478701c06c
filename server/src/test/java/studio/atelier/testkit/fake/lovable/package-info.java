/// Lovable's gateway: OpenAI's forms with pictures inside chats, and clips as jobs.
@NullMarked
package studio.atelier.testkit.fake.lovable;

import org.jspecify.annotations.NullMarked;
