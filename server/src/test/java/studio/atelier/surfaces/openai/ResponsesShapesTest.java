package studio.atelier.surfaces.openai;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResponsesShapesTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    private static ResponsesRequest request(String json) {
        return new ResponsesRequest(JSON.readTree(json.replace('\'', '"')));
    }

    private static void same(Object actual, String expected) {
        assertThat(JSON.valueToTree(actual).toString())
                .isEqualTo(JSON.readTree(expected.replace('\'', '"')).toString());
    }

    @Test
    void makesAChatOfATextAndInstructions() {
        var request = request(
                "{'model':'m','instructions':'Be brief.','input':'Hello','max_output_tokens':20,'store':false}");

        assertThat(request.faults().found()).isEmpty();
        same(request.parameters(), """
                {'messages':[{'role':'developer','content':'Be brief.'},{'role':'user','content':'Hello'}],
                 'max_completion_tokens':20}""");
    }

    @Test
    void makesMessagesOfItems() {
        var request = request("""
                {'model':'m','input':[
                  {'role':'user','content':[{'type':'input_text','text':'What is this?'},
                    {'type':'input_image','image_url':'https://x.example/a.png','detail':'low'}]},
                  {'type':'reasoning','id':'rs_1','summary':[]},
                  {'type':'message','role':'assistant','content':[{'type':'output_text','text':'A boat','annotations':[]}]},
                  {'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},
                  {'type':'function_call','call_id':'c2','name':'g','arguments':'{}'},
                  {'type':'function_call_output','call_id':'c1','output':'one'},
                  {'type':'function_call_output','call_id':'c2','output':[{'type':'input_text','text':'two'}]}]}""");

        assertThat(request.faults().found()).isEmpty();
        same(request.messages(), """
                [{'role':'user','content':[{'type':'text','text':'What is this?'},
                   {'type':'image_url','image_url':{'url':'https://x.example/a.png','detail':'low'}}]},
                 {'role':'assistant','content':'A boat','tool_calls':[
                   {'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},
                   {'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},
                 {'role':'tool','tool_call_id':'c1','content':'one'},
                 {'role':'tool','tool_call_id':'c2','content':'two'}]""");
    }

    @Test
    void namesToolsAndFormatsAsChatsDo() {
        var request = request("""
                {'model':'m','input':'x','tools':[{'type':'function','name':'f','parameters':{'type':'object'},'strict':true}],
                 'tool_choice':{'type':'function','name':'f'},'reasoning':{'effort':'low','summary':'auto'},
                 'text':{'verbosity':'low','format':{'type':'json_schema','name':'n','schema':{'type':'object'},'strict':true}}}""");

        assertThat(request.faults().found()).isEmpty();
        var parameters = request.parameters();
        same(parameters.get("tools"), """
                [{'type':'function','function':{'name':'f','parameters':{'type':'object'},'strict':true}}]""");
        same(parameters.get("tool_choice"), "{'type':'function','function':{'name':'f'}}");
        same(parameters.get("response_format"), """
                {'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'},'strict':true}}""");
        same(parameters.get("reasoning_effort"), "'low'");
        same(parameters.get("include_reasoning"), "true");
        same(parameters.get("verbosity"), "'low'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'background':true                             | /background",
                "'previous_response_id':'resp_1'               | /previous_response_id",
                "'conversation':'conv_1'                       | /conversation",
                "'prompt':{'id':'p'}                           | /prompt",
                "'truncation':'auto'                           | /truncation",
                "'include':['message.output_text.logprobs']    | /include",
                "'tools':[{'type':'web_search'}]               | /tools/0/type",
                "'tools':[{'type':'image_generation'}]         | /tools/0/type",
                "'tool_choice':{'type':'file_search'}          | /tool_choice/type",
                "'text':{'format':{'type':'xml'}}              | /text/format/type",
                "'reasoning':{'summary':'detailed'}            | /reasoning/summary",
                "'input':[]                                    | /input",
                "'input':7                                     | /input",
                "'input':[{'type':'item_reference','id':'x'}]  | /input/0/type",
                "'input':[{'role':'nobody','content':'x'}]     | /input/0/role",
                "'input':[{'role':'user','content':[{'type':'input_file','file_id':'f'}]}] | /input/0/content/0/type",
                "'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}] | /input/0/content/0/image_url",
                "'input':[{'role':'user','content':[]}]        | /input/0/content",
                "'input':[{'type':'function_call'}]            | /input/0",
                "'input':[{'type':'function_call_output','output':'x'}] | /input/0/call_id",
                "'input':[null]                                | /input/0/role",
                "'top_logprobs':3                              | /top_logprobs",
                "'service_tier':'flex'                         | /service_tier"
            })
    void refusesWhatAChatCannotCarry(String field, String pointer) {
        String body = field.startsWith("'input'") ? field : field + ",'input':'x'";

        var request = request("{'model':'m'," + body + "}");

        assertThat(request.faults().found())
                .anySatisfy(fault -> assertThat(fault.pointer()).isEqualTo(pointer));
    }

    @Test
    void answersWithItemsUsageAndWhatWasAsked() {
        var asked = request("{'model':'m','input':'x','instructions':'i','temperature':0.5}");
        JsonNode result = JSON.readTree("""
                {"content":"Hello","finish_reason":"length","tool_calls":[
                  {"id":"c1","type":"function","function":{"name":"f","arguments":"{}"}}]}""");

        JsonNode answer = new ResponsesAnswer(JSON, asked.repeated()).ended(EmbeddingShapesTest.row(result));

        assertThat(answer.path("status").asString()).isEqualTo("incomplete");
        assertThat(answer.at("/incomplete_details/reason").asString()).isEqualTo("max_output_tokens");
        assertThat(answer.at("/output/0/content/0/text").asString()).isEqualTo("Hello");
        assertThat(answer.at("/output/1/type").asString()).isEqualTo("function_call");
        assertThat(answer.at("/output/1/call_id").asString()).isEqualTo("c1");
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(7);
        assertThat(answer.at("/usage/total_tokens").asInt()).isEqualTo(7);
        assertThat(answer.path("instructions").asString()).isEqualTo("i");
        assertThat(answer.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(answer.at("/text/format/type").asString()).isEqualTo("text");
    }
}
