"""Airflow, Prefect and Databricks' SDK as far as a generated DAG or flow calls them: names and arguments are checked, and what would be started is written down.

A module here has the names and the arguments that the vendor's has, and no others. Read on 2026-11-30:
- Airflow: airflow.apache.org/docs/task-sdk/1.3.2 (DAG, BaseOperator), which Airflow 2.10 has too; templates: task-sdk/src/airflow/sdk/execution_time/macros.py and types.py (DagRun)
- its provider: github.com/apache/airflow, providers/databricks/src/airflow/providers/databricks/operators/databricks.py at 015b96e
- Prefect: github.com/PrefectHQ/prefect, src/prefect/{flows,tasks,futures,schedules}.py and runtime/{flow_run,task_run}.py at 6c5c36e and 066d387
- SDK: github.com/databricks/databricks-sdk-py, databricks/sdk/service/jobs.py at 7121a8c; a run that failed, was cancelled or took too long is TERMINATED, and the waiter gives it as one that succeeded
"""
import datetime
import enum
import json
import re
import sys
import types
import uuid
import zoneinfo

DAG = "dag_id description schedule start_date end_date template_searchpath template_undefined user_defined_macros user_defined_filters default_args max_active_tasks max_active_runs max_consecutive_failed_dag_runs dagrun_timeout catchup on_success_callback on_failure_callback doc_md params access_control is_paused_upon_creation jinja_environment_kwargs render_template_as_native_obj tags owner_links auto_register fail_fast dag_display_name deadline"
BASE_OPERATOR = "task_id owner email email_on_retry email_on_failure retries retry_delay retry_exponential_backoff max_retry_delay start_date end_date depends_on_past ignore_first_depends_on_past wait_for_past_depends_before_skipping wait_for_downstream dag params default_args priority_weight weight_rule queue pool pool_slots execution_timeout trigger_rule resources run_as_user map_index_template max_active_tis_per_dag max_active_tis_per_dagrun executor executor_config do_xcom_push multiple_outputs inlets outlets task_group doc doc_md on_execute_callback on_failure_callback on_success_callback on_retry_callback on_skipped_callback"
SUBMIT_OPERATOR = "json tasks spark_jar_task notebook_task spark_python_task spark_submit_task pipeline_task dbt_task new_cluster existing_cluster_id libraries run_name timeout_seconds databricks_conn_id polling_period_seconds databricks_retry_limit databricks_retry_delay databricks_retry_args do_xcom_push idempotency_token access_control_list wait_for_termination git_source deferrable environments"
FLOW = "name version flow_run_name retries retry_delay_seconds task_runner description timeout_seconds validate_parameters persist_result result_storage result_serializer cache_result_in_memory log_prints on_completion on_failure on_cancellation on_crashed on_running"
TASK = "name description tags version cache_policy cache_key_fn cache_expiration task_run_name retries retry_delay_seconds retry_jitter_factor persist_result result_storage result_storage_key result_serializer cache_result_in_memory timeout_seconds log_prints refresh_cache on_completion on_failure on_running on_rollback on_commit retry_condition_fn viz_return_value asset_deps"
SERVE = "name interval cron rrule paused schedule schedules global_limit triggers parameters description tags version enforce_parameter_schema pause_on_shutdown print_starting_message limit webserver entrypoint_type"
SUBMIT = "access_control_list budget_policy_id email_notifications environments git_source health idempotency_token notification_settings queue run_as run_name tasks timeout_seconds usage_policy_id webhook_notifications"
SUBMIT_TASK = "task_key alert_task clean_rooms_notebook_task compute condition_task dashboard_task dbt_platform_task dbt_task depends_on description email_notifications environment_key existing_cluster_id for_each_task gen_ai_compute_task health libraries new_cluster notebook_task notification_settings pipeline_task power_bi_task python_wheel_task run_if run_job_task spark_jar_task spark_python_task spark_submit_task sql_task timeout_seconds webhook_notifications"
NOTEBOOK_TASK = "notebook_path base_parameters source warehouse_id"
CLUSTER = "apply_policy_default_values autoscale autotermination_minutes aws_attributes azure_attributes cluster_log_conf cluster_name custom_tags data_security_mode docker_image driver_instance_pool_id driver_node_type_id enable_elastic_disk enable_local_disk_encryption gcp_attributes init_scripts instance_pool_id is_single_node kind node_type_id num_workers policy_id remote_disk_throughput runtime_engine single_user_name spark_conf spark_env_vars spark_version ssh_public_keys total_initial_remote_disk_size use_ml_runtime workload_type"
# What a template may say: the names of a task's context that are in Airflow 2 and 3, and what of them.
CONTEXT = {"run_id": "", "dag_run": "start_date.isoformat", "ti": "dag_id task_id try_number", "macros": "uuid.uuid5 uuid.NAMESPACE_URL"}


def named(what, given, names):
    """Refuses an argument that the vendor's call does not have."""
    unknown = set(given) - set(names.split())
    if unknown:
        raise TypeError(f"{what} has no argument {', '.join(sorted(unknown))}")
    return given


def cron(text):
    """Refuses what croniter, which both schedulers use, does not read in all its versions."""
    fields = text.split()
    part = r"(\*|[A-Z]{3}(-[A-Z]{3})?|\d+(-\d+)?(/\d+)?)"
    if len(fields) != 5 or not all(re.fullmatch(rf"{part}(,{part})*", field) for field in fields):
        raise ValueError(f"'{text}' is no cron expression")
    return text


def bag(what, names):
    """A class of the SDK that keeps its arguments."""
    def make(**given):
        return types.SimpleNamespace(**named(what, given, names))
    return make


def plain(value):
    if isinstance(value, types.SimpleNamespace):
        return {name: plain(part) for name, part in vars(value).items()}
    if isinstance(value, enum.Enum):
        return value.value
    return [plain(part) for part in value] if isinstance(value, list) else {name: plain(part) for name, part in value.items()} if isinstance(value, dict) else value


# Airflow

def airflow(said):
    open_dags = []

    class Dag:
        def __init__(self, **given):
            named("DAG", given, DAG)
            named("default_args", given["default_args"], f"{BASE_OPERATOR} {SUBMIT_OPERATOR}")
            if not re.fullmatch(r"[A-Za-z0-9_.-]{1,250}", given["dag_id"]):
                raise ValueError(f"{given['dag_id']} is no id of a DAG")
            if any(len(tag) > 100 for tag in given["tags"]):
                raise ValueError("a tag has more than 100 letters")
            if given["schedule"] is not None:
                cron(given["schedule"])
            said.update(id=given["dag_id"], schedule=given["schedule"], zone=given["start_date"].tzinfo.key, retries=given["default_args"]["retries"], concurrent=given["max_active_runs"])

        def __enter__(self):
            open_dags.append(self)
            return self

        def __exit__(self, *_):
            open_dags.pop()

    class Operator:
        def __init__(self, **given):
            if not open_dags:
                raise RuntimeError("an operator outside of a DAG")
            named("DatabricksSubmitRunOperator", given, f"{BASE_OPERATOR} {SUBMIT_OPERATOR}")
            if not re.fullmatch(r"[A-Za-z0-9_.-]{1,250}", given["task_id"]):
                raise ValueError(f"{given['task_id']} is no id of a task")
            self.id = given["task_id"]
            if self.id in said["tasks"]:
                raise ValueError(f"two tasks are called {self.id}")
            said["tasks"][self.id] = {"needs": [], "body": rendered(given["json"], self.id)}

        def __rrshift__(self, others):
            said["tasks"][self.id]["needs"] += [other.id for other in others]

    def moment(year, month, day, tz):
        return datetime.datetime(year, month, day, tzinfo=zoneinfo.ZoneInfo(tz))

    operators = types.SimpleNamespace(DatabricksSubmitRunOperator=Operator)
    return {"airflow": types.SimpleNamespace(DAG=Dag), "airflow.providers.databricks.operators.databricks": operators, "pendulum": types.SimpleNamespace(datetime=moment)}


def rendered(body, task):
    """The body as the provider sends it: each text is a template."""
    if isinstance(body, dict):
        return {name: rendered(part, task) for name, part in body.items()}
    if isinstance(body, list):
        return [rendered(part, task) for part in body]
    if not isinstance(body, str) or "{{" not in body:
        return body
    match = re.fullmatch(r"\{\{ (.+) \}\}", body)
    template = re.sub(r"'[^']*'", "''", match.group(1))
    for name, rest in re.findall(r"\b([a-z_]\w*)((?:\.\w+)*)", template):
        if name not in CONTEXT and name != "join":
            raise NameError(f"{name} is not in a task's context")
        if rest and rest[1:] not in CONTEXT[name].split():
            raise NameError(f"{name} has no {rest[1:]}")
    # The one template that is computed: a token of 36 letters.
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"dag/{task}/run/1")) if "uuid5" in template else body


# Prefect and the SDK

class RunResultState(enum.Enum):
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    CANCELED = "CANCELED"
    TIMEDOUT = "TIMEDOUT"


def prefect(said, ends):
    tokens = {}

    def submit(**given):
        named("jobs.submit", given, SUBMIT)
        if not 0 < len(given["idempotency_token"]) <= 64 or given["idempotency_token"] in tokens:
            raise ValueError("the token is not one of 64 letters at most, for this try alone")
        tokens[given["idempotency_token"]] = given["run_name"]
        notebook = given["tasks"][0].notebook_task.notebook_path.rsplit("/", 1)[1]
        said["started"].append(notebook)
        body = plain(given)
        state = ends.get(notebook, "SUCCESS")

        def result(timeout=datetime.timedelta(minutes=20)):
            if timeout.total_seconds() <= given["timeout_seconds"]:
                raise ValueError("the waiter gives up before the workspace does")
            return types.SimpleNamespace(run_id=1, run_page_url="https://workspace/run/1", state=types.SimpleNamespace(result_state=RunResultState(state), state_message="as the test says"))
        said["bodies"].append(body)
        return types.SimpleNamespace(result=result)

    class Future:
        """A task's run: failed, or not begun since one that it waits for failed."""
        def __init__(self, function, arguments, waits):
            self.error = next((other.error for other in waits if other.error), None)
            if self.error is None:
                try:
                    function(*arguments)
                except Exception as error:
                    self.error = error

        def result(self, timeout=None, raise_on_failure=True):
            if self.error:
                raise self.error

    def flow(**given):
        named("flow", given, FLOW)

        def decorate(function):
            def serve(**arguments):
                named("serve", arguments, SERVE)
                said.update(deployment=arguments["name"], schedule=arguments.get("schedule"), concurrent=arguments.get("limit"))
                try:
                    function()
                except Exception as error:
                    said["error"] = str(error)
            function.serve = serve
            said["id"] = given["name"]
            return function
        return decorate

    def task(**given):
        named("task", given, TASK)
        said["retries"] = given["retries"]

        def decorate(function):
            def submit_task(*arguments, wait_for=()):
                needs = [said["tasks"][other.number] for other in wait_for]
                future = Future(function, arguments, wait_for)
                future.number = len(said["tasks"])
                said["tasks"].append({"name": arguments[0], "needs": [need["name"] for need in needs]})
                return future
            return types.SimpleNamespace(submit=submit_task)
        return decorate

    def schedule(text, /, timezone=None, day_or=True, active=True, parameters=None, slug=None):
        zoneinfo.ZoneInfo(timezone)
        return cron(text)

    moment = datetime.datetime(2026, 3, 1, tzinfo=datetime.timezone.utc)
    runtime = types.SimpleNamespace(flow_run=types.SimpleNamespace(id=str(uuid.UUID(int=1)), scheduled_start_time=moment), task_run=types.SimpleNamespace(run_count=1))
    jobs = types.SimpleNamespace(SubmitTask=bag("SubmitTask", SUBMIT_TASK), NotebookTask=bag("NotebookTask", NOTEBOOK_TASK), RunResultState=RunResultState)
    compute = types.SimpleNamespace(ClusterSpec=bag("ClusterSpec", CLUSTER), DataSecurityMode=enum.Enum("DataSecurityMode", {"SINGLE_USER": "SINGLE_USER", "USER_ISOLATION": "USER_ISOLATION"}))
    return {
        "prefect": types.SimpleNamespace(flow=flow, task=task),
        "prefect.futures": types.SimpleNamespace(wait=lambda futures, timeout=None: None),
        "prefect.runtime": runtime,
        "prefect.schedules": types.SimpleNamespace(Cron=schedule),
        "databricks.sdk": types.SimpleNamespace(WorkspaceClient=lambda: types.SimpleNamespace(jobs=types.SimpleNamespace(submit=submit))),
        "databricks.sdk.service": types.SimpleNamespace(jobs=jobs, compute=compute),
    }


def run(kind, path, ends):
    """Runs a file, and gives what it would start."""
    said = {"tasks": {}} if kind == "airflow" else {"tasks": [], "started": [], "bodies": [], "error": None}
    modules = airflow(said) if kind == "airflow" else prefect(said, ends)
    given = set(modules)
    for path_of_module in list(modules):
        parts = path_of_module.split(".")
        for i in range(1, len(parts)):
            modules.setdefault(".".join(parts[:i]), types.SimpleNamespace())
    sys.modules.update(modules)
    with open(path, encoding="utf-8") as file:
        text = file.read()
    imported = set(re.findall(r"^(?:from (\S+) import|import (\S+))", text, re.M))
    strange = {name for pair in imported for name in pair if name} - given - {"datetime", "hashlib"}
    if strange:
        raise ImportError(f"{', '.join(sorted(strange))} is not known here")
    exec(compile(text, path, "exec"), {"__name__": "__main__"})
    return said


if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], sys.argv[2], dict(one.split("=") for one in sys.argv[3:]))))
