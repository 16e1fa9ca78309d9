# Two commands: `make grade` grades a submission, `make test` proves the kit. Each sets up all that it needs.

SUBMISSION ?= solution/streaming.py
COURSE ?= course
FORMAT ?= Grades
VENV := .venv
PYTHON := $(VENV)/bin/python
NBGRADER = cd "$(COURSE)" && PATH="$(CURDIR)/$(VENV)/bin:$$PATH" nbgrader
READY := $(VENV)/ready
BASE := $(shell for p in python3 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' && { command -v $$p; break; }; done)

.DEFAULT_GOAL := help
.PHONY: help setup grade test lint verify attacks fuzz mutants flakes seeds bench bench-sandbox picture release bundle course collect autograde feedback grades rubric doctor notebook clean

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY) ## Install what the kit needs into .venv, Java and bubblewrap too where they are missing

$(READY): requirements.lock pyproject.toml
	@test -n "$(BASE)" || { echo "Python 3.11 or newer is needed, and none was found on PATH." >&2; exit 2; }
	@echo "Setting up .venv (a few minutes the first time) ..."
	@$(BASE) -m venv $(VENV) || { echo "$(BASE) cannot make a virtual environment; on Debian or Ubuntu install the package python3-venv." >&2; exit 2; }
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PYTHON) -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@$(PYTHON) -m compileall -q autograder
	@$(PYTHON) -m autograder.java
	@$(PYTHON) -m autograder.sandbox.install
	@$(PYTHON) -m autograder.harness.archive 2>/dev/null || echo "Without the archive of Spark's classes each start takes some seconds more."
	@touch $@

grade: $(READY) ## Grade SUBMISSION (the reference solution if none is named); HTML=file and JSON=file write reports too
	@$(PYTHON) -m autograder grade "$(SUBMISSION)" $(if $(HTML),--html "$(HTML)") $(if $(JSON),--json "$(JSON)") $(if $(TWEETS),--tweets "$(TWEETS)")

test: $(READY) ## Prove the kit: all tests but the slow ones
	@$(PYTHON) -m pytest -n 2 --dist loadscope

lint: $(READY) ## Check style and types
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .
	@$(PYTHON) -m mypy

verify: $(READY) ## Grade every fixture whose verdict is known (ONLY=word for some of them); LEARN=1 records their patterns
	@$(PYTHON) -m autograder verify $(ONLY) $(if $(LEARN),--learn)

mutants: $(READY) ## Change the reference's answers in small ways; each change must lose points (ONLY=word for some exercises)
	@$(PYTHON) -m tests.mutants $(ONLY)

flakes: $(READY) ## Grade some submissions N=20 times in other surroundings and compare the reports byte for byte
	@$(PYTHON) -m tests.flakes $(or $(N),20) $(ONLY)

seeds: $(READY) ## Grade the fixtures with N=10 seeds and compare the scores (ONLY=word for some of them)
	@$(PYTHON) -m tests.flakes.seeds $(or $(N),10) $(ONLY)

fuzz: $(READY) ## Throw N=1000000 lines at what reads the replies of untrusted processes
	@$(PYTHON) -m tests.fuzz $(N)

attacks: $(READY) ## Grade every submission that attacks the grader (ONLY=word for some of them)
	@$(PYTHON) -m tests.attacks $(ONLY)

bench: $(READY) ## Measure a cold grade and its parts (RUNS=5)
	@$(PYTHON) -m tests.bench.cold $(RUNS)

bench-sandbox: $(READY) ## Measure what the sandbox costs a cold grade (RUNS=9)
	@$(PYTHON) -m tests.bench.sandbox $(RUNS)

picture: $(READY) ## Draw the README's pictures anew
	@$(PYTHON) -m docs.picture

release: $(READY) ## Make assignment/ from solution/, and the student's bundle dist/student.zip from both
	@$(PYTHON) -m autograder release

bundle: $(READY) ## Prove the student's bundle: it sets itself up in a clean directory, and judges as the kit does
	@$(PYTHON) -m pytest -m slow tests/test_bundle.py

course: $(READY) ## Make an nbgrader course in COURSE=course, where nbgrader's own commands work too
	@$(PYTHON) -m autograder course create "$(COURSE)"
	@$(NBGRADER) generate_assignment streaming --force

collect: $(READY) ## Collect what was handed in for COURSE=course, as nbgrader collect does
	@$(NBGRADER) collect streaming --update

autograde: $(READY) ## Grade what was collected in COURSE=course (JOBS=2 students at a time; AGAIN=1 those graded before, too)
	@$(PYTHON) -m autograder course autograde "$(COURSE)" --jobs $(or $(JOBS),1) $(if $(AGAIN),--again)

feedback: $(READY) ## Make the feedback pages of COURSE=course and give them to the students
	@$(NBGRADER) generate_feedback streaming --force
	@$(NBGRADER) release_feedback streaming

grades: $(READY) ## Write COURSE=course/grades.csv, FORMAT=Grades as nbgrader does, Canvas or Moodle
	@$(NBGRADER) export --exporter=autograder.course.export.$(FORMAT)CSV --assignment=streaming --to=grades.csv

rubric: $(READY) ## Print every check and its points
	@$(PYTHON) -m autograder rubric

doctor: $(READY) ## Say what grading needs and what is missing
	@$(PYTHON) -m autograder doctor

notebook: $(READY) ## Open the assignment in Jupyter
	@$(PYTHON) -m jupyter lab assignment/streaming.ipynb

clean: ## Remove what `make setup` made
	rm -rf $(VENV)
